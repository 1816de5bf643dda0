package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
	"practice/sessions"
)

// TestAClipAsTheContractHasIt compares every field on the wire.
func TestAClipAsTheContractHasIt(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	w.clip(adaUser, practised, "the-clip")
	_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error {
		c.Receipt.Gaps = []recordings.Gap{{At: time.Second, Duration: 1500 * time.Millisecond, Cause: recordings.Lost}}
		return nil
	})
	w.must(err)
	got := in[map[string]any](t, ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip", ""))
	peaks := make([]any, recordings.PeakCount)
	for i := range peaks {
		peaks[i] = 7.0
	}
	at := w.clock().UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)
	want := map[string]any{
		"id": "the-clip", "title": "How TCP opens", "state": "ready", "reason": "", "duration_ms": 83000.0, "created_at": at,
		"session_id": practised.ID, "leg": 0.0, "kind": "solo", "format": "quick-answer", "origin": "session", "peaks": peaks,
		"wanted": []any{map[string]any{"at_ms": 1000.0, "duration_ms": 1500.0}}, "completing": false,
		"question": map[string]any{
			"id": "net-1", "domain": "networking", "topic": "TCP", "level": "junior", "prompt": "How does TCP open?",
			"hints": []any{"Three"}, "points": []any{},
		},
		"receipt": map[string]any{
			"expected_ms": 83000.0, "stored_ms": 83000.0, "live_ms": 81500.0, "backfilled_ms": 0.0, "missing_ms": 1500.0,
			"unknown_ms": 0.0, "end": "stopped",
			"gaps":     []any{map[string]any{"at_ms": 1000.0, "duration_ms": 1500.0, "cause": "lost", "backfilled": false}},
			"checksum": "sha256:00", "size": 10.0, "store": w.blobs.String(), "verified_at": at, "verdict": "incomplete",
		},
		"links": map[string]any{
			"audio_ogg": "/api/v1/clips/the-clip/audio.ogg", "audio_wav": "/api/v1/clips/the-clip/audio.wav", "waveform": "/api/v1/clips/the-clip/waveform.dat",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("clip (-want +got):\n%s", diff)
	}
}

// TestACopyOnItsWayIsTold: while the browser that spoke is expected to send more, the
// clip, its verdict and what is downloaded of it say so.
func TestACopyOnItsWayIsTold(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error {
		c.Receipt.Limit, c.Receipt.CopyUntil = time.Hour, until
		return nil
	})
	w.must(err)
	type told struct {
		Copy    time.Time `json:"copy_until"`
		Receipt struct {
			Copy         time.Time `json:"copy_until"`
			Verdict, End string
		}
	}
	look := func(verdict, name string, copyUntil time.Time) {
		t.Helper()
		got := in[told](t, ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip", ""))
		if !got.Copy.Equal(copyUntil) || !got.Receipt.Copy.Equal(copyUntil) || got.Receipt.Verdict != verdict || got.Receipt.End != "server_lost" {
			t.Errorf("got %+v, want %q and a copy until %v", got, verdict, copyUntil)
		}
		file := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.ogg?download=1", "").Header.Get("Content-Disposition")
		if want := `attachment; filename="` + name + `"`; file != want {
			t.Errorf("saved as %s, want %s", file, want)
		}
	}
	name := "How TCP opens " + w.clock().UTC().Format("2006-01-02 15.04")
	look("copy_on_its_way", name+" (more to come).ogg", until)
	ada.want(http.StatusNoContent, "POST", "/api/v1/clips/the-clip/backfill/end", "")
	look("end_unknown", name+".ogg", time.Time{})
}

// TestTheLibrary: newest first, or oldest, and titles can be changed.
func TestTheLibrary(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	for _, id := range []string{"first", "second", "third"} {
		w.clip(adaUser, practised, id)
		w.pass(time.Minute)
	}
	for query, want := range map[string][]string{
		"": {"third", "second", "first"}, "?order=newest": {"third", "second", "first"}, "?order=oldest": {"first", "second", "third"},
	} {
		var got []string
		for _, c := range in[struct{ Clips []struct{ ID, Kind string } }](t, ada.want(http.StatusOK, "GET", "/api/v1/clips"+query, "")).Clips {
			got = append(got, c.ID)
			if c.Kind != "solo" {
				t.Errorf("clip %s: got kind %q, want solo", c.ID, c.Kind)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
	wantProblem(t, ada.want(http.StatusUnprocessableEntity, "GET", "/api/v1/clips?order=loudest", ""))

	type clip struct{ Title string }
	if got, want := in[clip](t, ada.want(http.StatusOK, "PATCH", "/api/v1/clips/first", `{"title":" TCP,\n again "}`)).Title, "TCP, again"; got != want {
		t.Errorf("title: got %q, want %q", got, want)
	}
	if got, want := in[clip](t, ada.want(http.StatusOK, "GET", "/api/v1/clips/first", "")).Title, "TCP, again"; got != want {
		t.Errorf("title kept: got %q, want %q", got, want)
	}
	for _, title := range []string{" ", strings.Repeat("x", 201)} {
		wantProblem(t, ada.want(http.StatusUnprocessableEntity, "PATCH", "/api/v1/clips/first", `{"title":"`+title+`"}`))
	}
}

// TestDeletingAClip takes it from the store as well, and says so.
func TestDeletingAClip(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	w.clip(adaUser, practised, "the-clip")
	setState := func(state recordings.ClipState) {
		_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error { c.State = state; return nil })
		w.must(err)
	}
	setState(recordings.Recording)
	wantProblem(t, ada.want(http.StatusConflict, "GET", "/api/v1/clips/the-clip/audio.ogg", ""))
	setState(recordings.Ready)

	got := in[map[string]any](t, ada.want(http.StatusOK, "DELETE", "/api/v1/clips/the-clip", ""))
	want := map[string]any{"id": "the-clip", "deleted": true, "store": w.blobs.String(), "objects": 3.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	for _, object := range []string{recordings.AudioOgg, recordings.AudioWAV, recordings.WaveformDat} {
		if _, err := w.blobs.Open(t.Context(), recordings.Key("the-clip", 0, object)); !errors.Is(err, recordings.ErrNotFound) {
			t.Errorf("open %s afterwards: got error %v, want %v", object, err, recordings.ErrNotFound)
		}
	}
	ada.want(http.StatusNotFound, "GET", "/api/v1/clips/the-clip", "")
	ada.want(http.StatusNotFound, "DELETE", "/api/v1/clips/the-clip", "")
	if got := in[session](t, ada.want(http.StatusOK, "GET", "/api/v1/sessions/"+practised.ID, "")).ClipIDs; len(got) != 0 {
		t.Errorf("clip ids of the session afterwards: got %v, want none", got)
	}
}

// Deleting a clip that is being recorded ends its session first, and no other leg's.
func TestDeletingAClipThatIsBeingRecorded(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	w.clip(adaUser, practised, "the-clip")
	setState := func(state recordings.ClipState) {
		_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error { c.State = state; return nil })
		w.must(err)
	}
	running, err := w.store.Session(t.Context(), practised.ID)
	w.must(err)
	w.must(running.StartAtOnce(adaUser.ID, w.clock()))
	setState(recordings.Recording)
	w.live.inRoom = func(rule func(*sessions.Session) error) error {
		another := running
		another.Leg++
		if err := rule(&another); err == nil || another.State() != sessions.Running {
			t.Errorf("with another leg: %v, and the session is %s", err, another.State())
		}
		defer setState(recordings.Ready)
		return rule(&running)
	}
	ada.want(http.StatusOK, "DELETE", "/api/v1/clips/the-clip", "")
	if running.EndReason != sessions.EndedByParticipant {
		t.Errorf("the session is %s, %q", running.State(), running.EndReason)
	}
	ada.want(http.StatusNotFound, "GET", "/api/v1/clips/the-clip", "")
}

// TestAClipKeepsTheWordsOfThatTime although the session has others now.
func TestAClipKeepsTheWordsOfThatTime(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	w.clip(adaUser, practised, "the-clip")
	_, err := w.store.UpdateSession(t.Context(), practised.ID, func(s *sessions.Session) error {
		s.Questions[0].Prompt = "Reworded?"
		return nil
	})
	w.must(err)
	got := in[struct{ Question question }](t, ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip", "")).Question.Prompt
	if want := "How does TCP open?"; got != want {
		t.Errorf("prompt: got %q, want %q", got, want)
	}
}
