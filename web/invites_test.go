package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/people"
	"practice/sessions"
	"practice/web"
	"practice/web/api"
)

// guestCounter counts the guests that are made.
type guestCounter struct {
	api.Store
	made int
}

func (c *guestCounter) CreateGuest(ctx context.Context, u people.User, invite string, may func(int) error) error {
	c.made++
	return c.Store.CreateGuest(ctx, u, invite, may)
}

type invitation struct {
	SessionID    string `json:"session_id"`
	State        string
	Inviter      string
	YourRole     string `json:"your_role"`
	Participants []struct{ Name, Role string }
}

// TestAPeerTakesASeatByInvite: no account, a name, a guest's login, and the
// room hears of it.
func TestAPeerTakesASeatByInvite(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(paired)
	token := ada.invite(practised.ID)
	peer := w.browser()

	shown := in[invitation](t, peer.want(http.StatusOK, "GET", "/api/v1/invites/"+token, ""))
	want := invitation{SessionID: practised.ID, State: "lobby", Inviter: "Ada", YourRole: "candidate"}
	want.Participants = append(want.Participants, struct{ Name, Role string }{"Ada", "interviewer"})
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("the invitation (-want +got):\n%s", diff)
	}
	p := wantProblem(t, peer.want(http.StatusUnprocessableEntity, "POST", "/api/v1/invites/"+token+"/accept", `{}`))
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.name" {
		t.Errorf("without a name: got errors %+v, want one at body.name", p.Errors)
	}
	joined := in[session](t, peer.want(http.StatusOK, "POST", "/api/v1/invites/"+token+"/accept", `{"name":" Gus "}`))
	me := in[user](t, peer.want(http.StatusOK, "GET", "/api/v1/me", ""))
	if !me.Guest || me.Name != "Gus" {
		t.Errorf("got %+v, want the guest Gus", me)
	}
	if len(joined.Participants) != 2 || joined.Participants[1].ID != me.ID || joined.Participants[1].Role != "candidate" {
		t.Errorf("got participants %+v, want %s as the candidate", joined.Participants, me.ID)
	}
	if diff := cmp.Diff([]string{practised.ID}, w.changed); diff != "" {
		t.Errorf("changes told (-want +got):\n%s", diff)
	}
	peer.want(http.StatusNotFound, "POST", "/api/v1/sessions/"+practised.ID+"/invites", "")
	if got, want := in[invitation](t, peer.want(http.StatusOK, "GET", "/api/v1/invites/"+token, "")).YourRole, "candidate"; got != want {
		t.Errorf("role of who has joined: got %q, want %q", got, want)
	}
	if got, want := in[invitation](t, w.browser().want(http.StatusOK, "GET", "/api/v1/invites/"+token, "")).YourRole, "observer"; got != want {
		t.Errorf("role of the next: got %q, want %q", got, want)
	}
	if adaUser.ID == me.ID {
		t.Error("the guest is Ada")
	}
}

// TestAKnownUserJoinsAsThemselves, under another name for this session.
func TestAKnownUserJoinsAsThemselves(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	bob, bobUser := w.signedIn("Bob")
	for _, c := range []struct{ body, want string }{{`{}`, "Bob"}, {`{"name":"Robert"}`, "Robert"}} {
		a := bob.want(http.StatusOK, "POST", "/api/v1/invites/"+ada.invite(ada.create(paired).ID)+"/accept", c.body)
		seat := in[session](t, a).Participants[1]
		if seat.ID != bobUser.ID || seat.Name != c.want {
			t.Errorf("%s: got seat %+v, want %s of %s", c.body, seat, c.want, bobUser.ID)
		}
		if got := a.Cookies(); len(got) != 0 {
			t.Errorf("%s: got cookies %v, want none", c.body, got)
		}
	}
	if got, want := in[user](t, bob.want(http.StatusOK, "GET", "/api/v1/me", "")).Name, "Bob"; got != want {
		t.Errorf("the user's name: got %q, want %q", got, want)
	}
}

// TestAnInviteOpensNothingTooLate: expired, a full session, one that began.
func TestAnInviteOpensNothingTooLate(t *testing.T) {
	var guests guestCounter
	w := newWorld(t, func(c *web.Config) {
		guests.Store = c.API.Store
		c.API.Store = &guests
	})
	ada, adaUser := w.signedIn("Ada")
	wantProblem(t, ada.want(http.StatusConflict, "POST", "/api/v1/sessions/"+ada.create(solo).ID+"/invites", ""))

	full := ada.create(paired)
	token := ada.invite(full.ID)
	for _, name := range []string{"B", "C", "D"} {
		w.browser().want(http.StatusOK, "POST", "/api/v1/invites/"+token+"/accept", `{"name":"`+name+`"}`)
	}
	late := w.browser()
	wantProblem(t, late.want(http.StatusConflict, "POST", "/api/v1/invites/"+token+"/accept", `{"name":"E"}`))
	if got := cookieJar(late); len(got) != 0 {
		t.Errorf("who found no seat got cookies %v, want none", got)
	}

	if got, want := guests.made, 3; got != want {
		t.Errorf("guests made for three seats and one refusal: got %d, want %d", got, want)
	}

	over := ada.create(paired)
	token = ada.invite(over.ID)
	_, err := w.store.UpdateSession(t.Context(), over.ID, func(s *sessions.Session) error { return s.End(adaUser.ID, w.clock()) })
	w.must(err)
	p := wantProblem(t, late.want(http.StatusConflict, "POST", "/api/v1/invites/"+token+"/accept", `{"name":"E"}`))
	if got, want := p.Detail, "The session has ended."; got != want {
		t.Errorf("detail: got %q, want %q", got, want)
	}
	shown := in[invitation](t, late.want(http.StatusOK, "GET", "/api/v1/invites/"+token, ""))
	if shown.State != "ended" || shown.YourRole != "" {
		t.Errorf("got %+v, want an ended session without a role", shown)
	}
	w.pass(sessions.InviteLifetime)
	wantProblem(t, late.want(http.StatusGone, "GET", "/api/v1/invites/"+token, ""))
	wantProblem(t, late.want(http.StatusGone, "POST", "/api/v1/invites/"+token+"/accept", `{"name":"E"}`))
}
