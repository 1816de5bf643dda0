package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/sessions"
)

// TestCreateSession covers what may be asked for, and who sees what of it.
func TestCreateSession(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	for _, c := range []struct {
		name, body string
		status     int
		location   string
	}{
		{"solo with a question of the bank", solo, http.StatusCreated, ""},
		{"solo with a typed question", `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"prompt":"Why?"}]}`, http.StatusCreated, ""},
		{"a peer swap", `{"kind":"paired","format":"peer-swap-10","role":"candidate","questions":[{"id":"net-1"},{"prompt":"Why?"}]}`, http.StatusCreated, ""},
		{"too few questions", `{"kind":"paired","format":"peer-swap-10","role":"candidate","questions":[{"id":"net-1"}]}`, http.StatusUnprocessableEntity, "body.questions"},
		{"an unknown question", `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"id":"net-9"}]}`, http.StatusUnprocessableEntity, "body.questions"},
		{"an empty question", `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"prompt":" "}]}`, http.StatusUnprocessableEntity, "body.question"},
		{"id and prompt", `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"id":"net-1","prompt":"Why?"}]}`, http.StatusUnprocessableEntity, "body.questions"},
		{"an unknown format", `{"kind":"solo","format":"karaoke","role":"candidate","questions":[{"id":"net-1"}]}`, http.StatusUnprocessableEntity, "body.format"},
		{"a format for pairs alone", `{"kind":"solo","format":"peer-swap-10","role":"candidate","questions":[]}`, http.StatusUnprocessableEntity, "body.format"},
		{"an interviewer alone", `{"kind":"solo","format":"quick-answer","role":"interviewer","questions":[{"id":"net-1"}]}`, http.StatusUnprocessableEntity, "body.role"},
		{"an unknown kind", `{"kind":"choir","format":"quick-answer","role":"candidate","questions":[{"id":"net-1"}]}`, http.StatusUnprocessableEntity, "body.kind"},
		{"a missing role", `{"kind":"solo","format":"quick-answer","questions":[{"id":"net-1"}]}`, http.StatusUnprocessableEntity, "body"},
		{"broken JSON", `{"kind":`, http.StatusBadRequest, "body"},
		{"a body beyond the limit", `{"kind":"` + strings.Repeat("x", 64<<10) + `"}`, http.StatusRequestEntityTooLarge, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ada.want(c.status, "POST", "/api/v1/sessions", c.body)
			if c.status == http.StatusCreated {
				made := in[session](t, a)
				if got, want := a.Header.Get("Location"), "/api/v1/sessions/"+made.ID; got != want {
					t.Errorf("location: got %q, want %q", got, want)
				}
				if diff := cmp.Diff(string(ada.want(http.StatusOK, "GET", a.Header.Get("Location"), "").body), string(a.body)); diff != "" {
					t.Errorf("what was made differs from what is there (-want +got):\n%s", diff)
				}
				if made.State != "lobby" || len(made.Participants) != 1 || made.Participants[0].ID != adaUser.ID || !made.Participants[0].Owner {
					t.Errorf("got %+v, want a lobby with %s as its owner", made, adaUser.ID)
				}
				return
			}
			p := wantProblem(t, a)
			if c.location != "" && (len(p.Errors) == 0 || p.Errors[0].Location != c.location) {
				t.Errorf("got errors %+v, want the first at %q", p.Errors, c.location)
			}
		})
	}
}

// TestTheCandidateDoesNotReadAhead: points come after the end, and with a peer
// the prompt comes with the start.
func TestTheCandidateDoesNotReadAhead(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(paired)
	guest := w.browser()
	joined := guest.join(ada.invite(practised.ID), "Gus")
	guestUser := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", ""))
	all := question{ID: "net-1", Prompt: "How does TCP open?", Hints: []string{"Three"}, Points: []string{"SYN"}}
	hidden := question{Hints: []string{}, Points: []string{}}
	prompted := question{ID: "net-1", Prompt: all.Prompt, Hints: []string{}, Points: []string{}}

	look := func(when string, b *browser, want question) {
		t.Helper()
		seen := in[session](t, b.want(http.StatusOK, "GET", "/api/v1/sessions/"+practised.ID, ""))
		if diff := cmp.Diff([]question{want}, seen.Questions); diff != "" {
			t.Errorf("%s: questions (-want +got):\n%s", when, diff)
		}
	}
	if diff := cmp.Diff([]question{hidden}, joined.Questions); diff != "" {
		t.Errorf("on joining: questions (-want +got):\n%s", diff)
	}
	look("the interviewer in the lobby", ada, all)
	look("the candidate in the lobby", guest, hidden)

	change := func(do func(*sessions.Session) error) {
		t.Helper()
		_, err := w.store.UpdateSession(t.Context(), practised.ID, do)
		w.must(err)
	}
	change(func(s *sessions.Session) error {
		w.must(s.Consent(adaUser.ID, w.clock()))
		w.must(s.Consent(guestUser.ID, w.clock()))
		return s.Start(adaUser.ID, w.clock())
	})
	look("the candidate while it runs", guest, prompted)
	w.clip(guestUser, practised, "guests-clip")
	type clip struct{ Question question }
	if diff := cmp.Diff(prompted, in[clip](t, guest.want(http.StatusOK, "GET", "/api/v1/clips/guests-clip", "")).Question); diff != "" {
		t.Errorf("the clip's question while it runs (-want +got):\n%s", diff)
	}
	change(func(s *sessions.Session) error { return s.End(adaUser.ID, w.clock().Add(time.Minute)) })
	look("the candidate after the end", guest, all)
	if diff := cmp.Diff(all, in[clip](t, guest.want(http.StatusOK, "GET", "/api/v1/clips/guests-clip", "")).Question); diff != "" {
		t.Errorf("the clip's question after the end (-want +got):\n%s", diff)
	}
}

// TestListSessions: newest first, no more than asked for, with one's clips.
func TestListSessions(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	var made []session
	for range 3 {
		made = append(made, ada.create(solo))
		w.pass(time.Minute)
	}
	w.clip(adaUser, made[2], "the-clip")
	got := in[struct{ Sessions []session }](t, ada.want(http.StatusOK, "GET", "/api/v1/sessions?limit=2", "")).Sessions
	var ids []string
	for _, s := range got {
		ids = append(ids, s.ID)
	}
	if diff := cmp.Diff([]string{made[2].ID, made[1].ID}, ids); diff != "" {
		t.Fatalf("sessions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"the-clip"}, got[0].ClipIDs); diff != "" {
		t.Errorf("clip ids (-want +got):\n%s", diff)
	}
	wantProblem(t, ada.want(http.StatusUnprocessableEntity, "GET", "/api/v1/sessions?limit=0", ""))
}

// TestTheBankIsFiltered, and a domain's count says what choosing it would give.
func TestTheBankIsFiltered(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for _, c := range []struct {
		query  string
		want   []string
		counts map[string]int
	}{
		{"", []string{"net-1", "net-2", "db-1"}, map[string]int{"networking": 2, "databases": 1}},
		{"?domain=databases", []string{"db-1"}, map[string]int{"networking": 2, "databases": 1}},
		{"?level=junior&domain=networking", []string{"net-1"}, map[string]int{"networking": 1, "databases": 1}},
		{"?q=NAME+who", []string{"net-2"}, map[string]int{"networking": 1, "databases": 0}},
		{"?q=tcp", []string{"net-1"}, map[string]int{"networking": 1, "databases": 0}},
		{"?domain=cooking", nil, map[string]int{"networking": 2, "databases": 1}},
	} {
		got := in[struct {
			Domains []struct {
				ID, Name string
				Count    int
			}
			Questions []question
		}](t, ada.want(http.StatusOK, "GET", "/api/v1/questions"+c.query, ""))
		var ids []string
		for _, q := range got.Questions {
			ids = append(ids, q.ID)
		}
		counts := map[string]int{}
		for _, d := range got.Domains {
			counts[d.ID] = d.Count
		}
		if diff := cmp.Diff(c.want, ids); diff != "" {
			t.Errorf("%q: questions (-want +got):\n%s", c.query, diff)
		}
		if diff := cmp.Diff(c.counts, counts); diff != "" {
			t.Errorf("%q: counts (-want +got):\n%s", c.query, diff)
		}
	}
}

// TestFormatsAreOffered as package sessions has them.
func TestFormatsAreOffered(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	got := in[struct {
		Formats []struct {
			ID         string
			Kinds      []string
			DurationMS int64 `json:"duration_ms"`
			Legs       int
			Stages     []struct{ Leg int }
		}
	}](t, ada.want(http.StatusOK, "GET", "/api/v1/formats", "")).Formats
	want := sessions.Formats()
	if len(got) != len(want) {
		t.Fatalf("got %d formats, want %d", len(got), len(want))
	}
	for i, f := range want {
		if got[i].ID != f.ID || got[i].DurationMS != f.Duration().Milliseconds() || got[i].Legs != f.Legs() || len(got[i].Stages) != len(f.Stages) || len(got[i].Kinds) != len(f.Kinds) {
			t.Errorf("format %d: got %+v, want %+v", i, got[i], f)
		}
	}
}
