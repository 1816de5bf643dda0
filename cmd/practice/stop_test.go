package main

import (
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/postgres"
)

const (
	// exactly is how far a clip may end from where the server heard the stop.
	exactly = 20 * time.Millisecond
	// promptly is how long a busy machine may take to hear it.
	promptly = 250 * time.Millisecond
)

// inTheMiddle starts the recording of two people who speak until the test's end,
// and waits for some of it.
func inTheMiddle(t *testing.T, candidate, other *speaker) (session string, begun time.Time) {
	t.Helper()
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	over := make(chan struct{})
	var voices sync.WaitGroup
	t.Cleanup(func() {
		close(over)
		voices.Wait()
	})
	voices.Go(func() { candidate.speakUntil(over, packets) })
	other.send(map[string]any{"type": "start"})
	state := other.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	begun = time.UnixMilli(int64(state["events"].([]any)[0].(map[string]any)["at_ms"].(float64)))
	<-time.After(time.Until(begun.Add(3 * time.Second)))
	return state["id"].(string), begun
}

// endsAt expects the session to be over for whoever looks on, and its clip to end where
// somebody said so, though they spoke on.
func endsAt(t *testing.T, candidate, other *speaker, session string, begun, stop time.Time, goOn func()) {
	t.Helper()
	end := other.until("the end", func(session map[string]any) bool { return session["state"] == "ended" })
	if got := time.Since(stop); got > 3*time.Second {
		t.Errorf("the end was told after %s", got)
	}
	if late := time.UnixMilli(int64(end["ended_at_ms"].(float64))).Sub(stop); late < -exactly || late > promptly {
		t.Errorf("the session ended %s after the stop", late)
	}
	<-time.After(time.Until(stop.Add(8 * time.Second))) // longer than a visit to the database
	goOn()
	var found struct {
		State   string
		ClipIDs []string `json:"clip_ids"`
	}
	awaitFor(t, time.Minute, "the end to be kept", func() bool {
		candidate.call(http.MethodGet, "/api/v1/sessions/"+session, nil, &found)
		return found.State == "ended" && len(found.ClipIDs) == 1
	})
	clip := candidate.awaitReady(found.ClipIDs[0])
	want := time.UnixMilli(int64(end["ended_at_ms"].(float64))).Sub(begun)
	if got := time.Duration(clip.DurationMS) * time.Millisecond; (got-want).Abs() > exactly || clip.Receipt.Expected > clip.Receipt.Stored+exactly || clip.Receipt.Stored > clip.Receipt.Expected {
		t.Errorf("the clip has %s of %s, the session ended at %s", got, clip.Receipt.Expected, want)
	}
}

// Whoever goes is not recorded from then on while somebody holds the table of
// sessions.
func TestStopDuringALockOnSessions(t *testing.T) {
	t.Parallel()
	url := postgres.Start(t).Database(t)
	p := serve(t, t.TempDir(), "PRACTICE_DATABASE_URL="+url)
	cid, ivy := pair(t, p)
	defer cid.hangUp()
	defer ivy.hangUp()
	session, begun := inTheMiddle(t, cid, ivy)
	release := postgres.Lock(t, url, "sessions")
	<-time.After(2 * time.Second)
	stop := time.Now()
	cid.send(map[string]any{"type": "leave"})
	endsAt(t, cid, ivy, session, begun, stop, release)
}

// The same over HTTP, while the whole database stands still and can't say who asks.
func TestStopOverHTTPWhileTheDatabaseStandsStill(t *testing.T) {
	t.Parallel()
	database := postgres.Start(t)
	p := serve(t, t.TempDir(), "PRACTICE_DATABASE_URL="+database.Database(t))
	cid, ivy := pair(t, p)
	defer cid.hangUp()
	defer ivy.hangUp()
	session, begun := inTheMiddle(t, cid, ivy)
	database.StandStill(t)
	stop := time.Now()
	if got := cid.status(http.MethodPost, "/api/v1/sessions/"+session+"/withdraw"); got != http.StatusNoContent {
		t.Errorf("withdrawing over HTTP: %d", got)
	}
	if got := time.Since(stop); got > time.Second {
		t.Errorf("it was answered after %s", got)
	}
	endsAt(t, cid, ivy, session, begun, stop, func() { database.GoOn(t) })
}

// Whoever signs out is not recorded from then on, while the database stands still, and
// is signed out when it is back.
func TestSignOutWhileTheDatabaseStandsStill(t *testing.T) {
	t.Parallel()
	database := postgres.Start(t)
	p := serve(t, t.TempDir(), "PRACTICE_DATABASE_URL="+database.Database(t))
	ivy, cid := pairAs(t, p, "interviewer") // the guest is the candidate
	defer cid.hangUp()
	defer ivy.hangUp()
	session, begun := inTheMiddle(t, cid, ivy)
	database.StandStill(t)
	stop := time.Now()
	if got := cid.status(http.MethodPost, "/api/v1/sign-out"); got != http.StatusNoContent {
		t.Errorf("signing out: %d", got)
	}
	if got := time.Since(stop); got > 4*time.Second {
		t.Errorf("the sign-out was answered after %s", got)
	}
	select {
	case <-cid.ended:
	case <-time.After(10 * time.Second):
		t.Error("the socket of a page that signed out is open after 10 s")
	}
	end := ivy.until("the end", func(session map[string]any) bool { return session["state"] == "ended" })
	if late := time.UnixMilli(int64(end["ended_at_ms"].(float64))).Sub(stop); late < -exactly || late > promptly || end["end_reason"] != "access_ended" {
		t.Errorf("the session ended %s after the sign-out, %q", late, end["end_reason"])
	}
	<-time.After(time.Until(stop.Add(8 * time.Second)))
	database.GoOn(t)
	await(t, "the login to be over", func() bool { return cid.status(http.MethodGet, "/api/v1/me") == http.StatusUnauthorized })
	var kept struct {
		State   string
		EndedAt time.Time `json:"ended_at"`
	}
	await(t, "the end to be kept", func() bool {
		ivy.call(http.MethodGet, "/api/v1/sessions/"+session, nil, &kept)
		return kept.State == "ended"
	})
	if got, want := kept.EndedAt.Sub(begun), stop.Sub(begun); got-want > promptly || want-got > exactly {
		t.Errorf("the session took %s, the sign-out came at %s", got, want)
	}
}

// A sign-out that the database could not be told of holds, also when the server dies
// before it can be.
func TestASignOutOutlivesTheServer(t *testing.T) {
	t.Parallel()
	database := postgres.Start(t)
	env := []string{"PRACTICE_DATABASE_URL=" + database.Database(t)}
	data := t.TempDir()
	p := serve(t, data, env...)
	s := member(t, p)
	database.StandStill(t)
	if got := s.status(http.MethodPost, "/api/v1/sign-out"); got != http.StatusNoContent {
		t.Errorf("signing out: %d", got)
	}
	p.stop(syscall.SIGKILL)
	database.GoOn(t)
	s.p = serve(t, data, env...)
	if got := s.status(http.MethodGet, "/api/v1/me"); got != http.StatusUnauthorized {
		t.Errorf("after a restart the login that was signed out gets %d, want 401", got)
	}
}

// A token that is revoked by the command ends what goes on by it within seconds, and
// nothing else does: a database that is away for a while ends nobody.
func TestATokenRevokedByTheCommand(t *testing.T) {
	t.Parallel()
	url := postgres.Start(t).Database(t)
	p := serve(t, t.TempDir(), "PRACTICE_DATABASE_URL="+url)
	cid, ivy := pair(t, p)
	defer cid.hangUp()
	defer ivy.hangUp()
	_, _ = inTheMiddle(t, cid, ivy)
	release := postgres.Lock(t, url, "api_tokens")
	<-time.After(8 * time.Second)
	select {
	case <-cid.ended:
		t.Fatal("a database that does not answer ended the session of a good token")
	default:
	}
	release()
	_, list, _ := finish(t, p.data(), p.cmd.Env, "token", "list")
	lines := strings.Split(strings.TrimSpace(list), "\n")
	if status, _, stderr := finish(t, p.data(), p.cmd.Env, "token", "revoke", strings.Fields(lines[len(lines)-1])[0]); status != 0 {
		t.Fatalf("token revoke: %s", stderr)
	}
	revoked := time.Now()
	end := ivy.until("the end", func(session map[string]any) bool { return session["state"] == "ended" })
	if got := time.Since(revoked); got > 6*time.Second || end["end_reason"] != "access_ended" {
		t.Errorf("ended %s after the token was revoked, %q", got, end["end_reason"])
	}
	select {
	case <-cid.ended:
	case <-time.After(10 * time.Second):
		t.Error("the socket is open 10 s later")
	}
}

// status sends a request and returns the status of its answer.
func (s *speaker) status(method, path string) int {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.p.url+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header = s.header()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
