package web_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"practice/people"
	"practice/sessions"
	"practice/web"
	"practice/web/api"
)

// Over HTTP the same can be ended as over a socket, where no room of this server has
// the session.
func TestStoppingOverHTTP(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	id := ada.create(solo).ID
	start := func(s *sessions.Session) error {
		return s.StartAtOnce(adaUser.ID, w.clock().Truncate(time.Millisecond))
	}
	_, err := w.store.UpdateSession(t.Context(), id, start)
	w.must(err)
	w.pass(5 * time.Second)
	ada.want(http.StatusNoContent, "POST", "/api/v1/sessions/"+id+"/withdraw", "")
	s, err := w.store.Session(t.Context(), id)
	w.must(err)
	if s.EndReason != sessions.ConsentWithdrawn || s.EndedAt.Sub(s.Clock.StartedAt()) != 5*time.Second {
		t.Errorf("the session ended at %v by %q", s.EndedAt, s.EndReason)
	}
	wantProblem(t, ada.want(http.StatusConflict, "POST", "/api/v1/sessions/"+id+"/end", ""))
	another := ada.create(solo).ID
	ada.want(http.StatusNoContent, "POST", "/api/v1/sessions/"+another+"/end", "")
	if len(w.changed) != 2 {
		t.Errorf("rooms were told of %v, want both sessions", w.changed)
	}
}

// stuck is a database that never answers.
type stuck struct{ api.Store }

func (stuck) User(ctx context.Context, _ string) (people.User, error) {
	<-ctx.Done()
	return people.User{}, ctx.Err()
}

func (stuck) Session(ctx context.Context, _ string) (sessions.Session, error) {
	<-ctx.Done()
	return sessions.Session{}, ctx.Err()
}

// Whoever is connected is known by that: their room hears that it is over while the
// database does not even say who asks. Nobody else gets in that way.
func TestStoppingWhileTheDatabaseStandsStill(t *testing.T) {
	var broken stuck
	w := newWorld(t, func(c *web.Config) { broken.Store = c.API.Store; c.API.Store = broken })
	token := "program"
	ada := people.User{ID: "ada", Name: "Ada"}
	credential := people.Credential{Kind: people.Token, Hash: people.HashToken(token)}
	w.live.connected[credential] = ada
	s, err := sessions.NewSession("s", ada, sessions.Draft{
		Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: "?"}},
	}, w.clock())
	w.must(err)
	w.live.inRoom = func(rule func(*sessions.Session) error) error { return rule(&s) }
	b := w.browser()
	b.bearer = token
	asked := time.Now()
	b.want(http.StatusNoContent, "POST", "/api/v1/sessions/s/end", "")
	if s.State() != sessions.Ended || time.Since(asked) > time.Second {
		t.Errorf("after %s the session is %s", time.Since(asked), s.State())
	}
	w.browser().want(http.StatusUnauthorized, "POST", "/api/v1/sessions/s/end", "")
}

// A stranger does not learn by trying to stop a session that there is one, whether it
// has a room or not.
func TestStoppingTellsStrangersNothing(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	eve, _ := w.signedIn("Eve")
	id := ada.create(solo).ID
	for _, verb := range []string{"end", "leave", "withdraw"} {
		none := string(eve.want(http.StatusNotFound, "POST", "/api/v1/sessions/none/"+verb, "").body)
		for _, open := range []bool{false, true} {
			w.live.inRoom = nil
			if open {
				w.live.inRoom = func(rule func(*sessions.Session) error) error {
					s, err := w.store.Session(t.Context(), id)
					return errors.Join(err, rule(&s))
				}
			}
			if got := string(eve.want(http.StatusNotFound, "POST", "/api/v1/sessions/"+id+"/"+verb, "").body); got != none {
				t.Errorf("%s with a room: %t: got %s, want what is said of no session: %s", verb, open, got, none)
			}
			w.live.inRoom = nil
		}
	}
}

// loginOf is what a browser is known by, as the database has it.
func loginOf(t *testing.T, b *browser) people.Credential {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, b.w.url, nil)
	b.w.must(err)
	request.Header.Set("Cookie", cookieOf(t, b))
	c := b.w.server.Credential(request)
	if _, found, err := b.w.logins.FindCtx(t.Context(), c.Hash); err != nil || !found {
		t.Errorf("the database has no login %v: %v", c, err)
	}
	return c
}

// A sign-out waits for nobody to be known, and what was signed out opens nothing any
// more though its row may be there.
func TestSigningOutIsToldToWhoeverIsConnected(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	login := loginOf(t, ada)
	// Signing in again with a link of the same user is the same person, with another token.
	ada.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+w.signInLink(people.SignInLink{UserID: adaUser.ID, Name: "Ada"})+`"}`)
	after := loginOf(t, ada)
	if got := w.live.replaced[login]; got != after || w.live.over[login] {
		t.Errorf("the login was replaced by %v, over: %t; want %v", got, w.live.over[login], after)
	}
	// Another user's link ends it.
	ada.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+w.signInLink(people.SignInLink{Name: "Bob"})+`"}`)
	if !w.live.over[after] {
		t.Error("who signed in as somebody else is connected still as before")
	}
	bob := loginOf(t, ada)
	w.live.over[bob] = true
	ada.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
}
