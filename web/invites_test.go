package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/people"
	"practice/sessions"
)

type invitation struct {
	Inviter   string
	Role      string
	Knock     bool
	SessionID string `json:"session_id"`
	Standing  string
}

type madeInvite struct {
	ID, URL, Role        string
	Knock, Open, Revoked bool
	Uses, Used           int
}

func (b *browser) look(status int, token string) answer {
	b.w.t.Helper()
	return b.want(status, "POST", "/api/v1/invites/look", `{"token":"`+token+`"}`)
}

func (b *browser) madeInvites(sessionID string) []madeInvite {
	b.w.t.Helper()
	return in[struct{ Invites []madeInvite }](b.w.t, b.want(http.StatusOK, "GET", "/api/v1/sessions/"+sessionID+"/invites", "")).Invites
}

// TestAPeerTakesASeatByInvite: no account, a name, a guest's login, and the
// room hears of it.
func TestAPeerTakesASeatByInvite(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(paired)
	token := ada.invite(practised.ID)
	peer := w.browser()

	shown := peer.look(http.StatusOK, token)
	if diff := cmp.Diff(invitation{Inviter: "Ada", Role: "candidate"}, in[invitation](t, shown)); diff != "" {
		t.Errorf("the invitation (-want +got):\n%s", diff)
	}
	if strings.Contains(string(shown.body), practised.ID) || strings.Contains(string(shown.body), "TCP") {
		t.Errorf("the invitation tells of the session: %s", shown.body)
	}
	p := wantProblem(t, peer.accept(http.StatusUnprocessableEntity, token, ""))
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.name" {
		t.Errorf("without a name: got errors %+v, want one at body.name", p.Errors)
	}
	joined := peer.join(token, " Gus ")
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
	want := invitation{Inviter: "Ada", Role: "candidate", SessionID: practised.ID, Standing: "seated"}
	if diff := cmp.Diff(want, in[invitation](t, peer.look(http.StatusOK, token))); diff != "" {
		t.Errorf("the invitation for who has joined (-want +got):\n%s", diff)
	}
	peer.join(token, "Gus")
	if got := ada.madeInvites(practised.ID)[0].Used; got != 1 {
		t.Errorf("the invite counts %d uses, want 1", got)
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
	for _, c := range []struct{ name, want string }{{"", "Bob"}, {"Robert", "Robert"}} {
		s := ada.create(paired)
		a := bob.accept(http.StatusOK, ada.invite(s.ID), c.name)
		seat := in[session](t, bob.want(http.StatusOK, "GET", "/api/v1/sessions/"+s.ID, "")).Participants[1]
		if seat.ID != bobUser.ID || seat.Name != c.want {
			t.Errorf("%q: got seat %+v, want %s of %s", c.name, seat, c.want, bobUser.ID)
		}
		if got := a.Cookies(); len(got) != 0 {
			t.Errorf("%q: got cookies %v, want none", c.name, got)
		}
	}
	if got, want := in[user](t, bob.want(http.StatusOK, "GET", "/api/v1/me", "")).Name, "Bob"; got != want {
		t.Errorf("the user's name: got %q, want %q", got, want)
	}
}

// TestAnInviteThatOpensNothingSaysNothing: whatever became of it or of its session,
// a stranger hears the same and gets no login; who has a seat is not shut out.
func TestAnInviteThatOpensNothingSaysNothing(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	expired := ada.invite(ada.create(paired).ID)
	w.pass(sessions.InviteLifetime)

	used, member := ada.invite(ada.create(paired).ID), w.browser()
	member.join(used, "Mia")
	withdrawn := ada.create(paired)
	revoked := ada.invite(withdrawn.ID)
	path := "/api/v1/sessions/" + withdrawn.ID + "/invites/" + ada.madeInvites(withdrawn.ID)[0].ID
	ada.want(http.StatusNoContent, "DELETE", path, "")
	over := ada.create(paired)
	ended := ada.invite(over.ID)
	_, err := w.store.UpdateSession(t.Context(), over.ID, func(s *sessions.Session) error { return s.End(adaUser.ID, w.clock()) })
	w.must(err)

	var said string
	for what, token := range map[string]string{"unknown": "guessed", "expired": expired, "used": used, "revoked": revoked, "of an ended session": ended} {
		stranger := w.browser()
		for _, a := range []answer{stranger.look(http.StatusNotFound, token), stranger.accept(http.StatusNotFound, token, "Eve")} {
			wantProblem(t, a)
			if said == "" {
				said = string(a.body)
			}
			if string(a.body) != said {
				t.Errorf("an invite that is %s: got %s, want as the others %s", what, a.body, said)
			}
		}
		if got := cookieJar(stranger); len(got) != 0 {
			t.Errorf("an invite that is %s: got cookies %v, want none", what, got)
		}
	}
	for _, secret := range []string{"Ada", "Mia", "Quick answer", over.ID} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is in %s", secret, said)
		}
	}
	if got := in[invitation](t, member.look(http.StatusOK, used)).Standing; got != "seated" {
		t.Errorf("who used the invite stands as %q", got)
	}
}

// TestAnInviteFindsNoSeat: the session is full, or has begun.
func TestAnInviteFindsNoSeat(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	wantProblem(t, ada.want(http.StatusConflict, "POST", "/api/v1/sessions/"+ada.create(solo).ID+"/invites", ""))

	full := ada.create(paired)
	late := ada.inviteAs(full.ID, `{"uses":3}`)
	for i, name := range []string{"B", "C", "D"} {
		w.browser().join(ada.inviteAs(full.ID, []string{`{"knock":false}`, `{"role":"observer","knock":false}`}[min(i, 1)]), name)
	}
	p := wantProblem(t, w.browser().accept(http.StatusConflict, late, "E"))
	if got, want := p.Detail, "The session is full: 4 of 4 seats are taken."; got != want {
		t.Errorf("detail: got %q, want %q", got, want)
	}

	begun := ada.create(paired)
	late = ada.inviteAs(begun.ID, `{"uses":3}`)
	guest := w.browser()
	guest.join(late, "Gus")
	gus := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", ""))
	_, err := w.store.UpdateSession(t.Context(), begun.ID, func(s *sessions.Session) error {
		w.must(s.Consent(adaUser.ID, w.clock()))
		w.must(s.Consent(gus.ID, w.clock()))
		return s.Start(adaUser.ID, w.clock())
	})
	w.must(err)
	for _, a := range []answer{w.browser().look(http.StatusConflict, late), w.browser().accept(http.StatusConflict, late, "E")} {
		if got, want := wantProblem(t, a).Detail, "The session has begun without you."; got != want {
			t.Errorf("detail: got %q, want %q", got, want)
		}
	}
}

// inviteAs returns the token of an invite that the body asks for.
func (b *browser) inviteAs(sessionID, body string) string {
	b.w.t.Helper()
	made := in[madeInvite](b.w.t, b.want(http.StatusCreated, "POST", "/api/v1/sessions/"+sessionID+"/invites", body))
	link, err := url.Parse(made.URL)
	b.w.must(err)
	if link.Path != "/join" || link.Fragment == "" || link.RawQuery != "" {
		b.w.t.Errorf("the link %s has its token elsewhere than in the fragment", made.URL)
	}
	return link.Fragment
}

// TestTheHostSeesAndRevokesInvites, and never their tokens again.
func TestTheHostSeesAndRevokesInvites(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	bob, _ := w.signedIn("Bob")
	practised := ada.create(paired)
	first := ada.inviteAs(practised.ID, "")
	w.pass(time.Second)
	second := ada.inviteAs(practised.ID, `{"role":"observer","uses":5,"lifetime_ms":60000}`)
	bob.accept(http.StatusOK, second, "")
	all := "/api/v1/sessions/" + practised.ID + "/invites"
	listed := ada.want(http.StatusOK, "GET", all, "")
	for _, token := range []string{first, second, people.HashToken(first)} {
		if strings.Contains(string(listed.body), token) {
			t.Errorf("a token is in %s", listed.body)
		}
	}
	invites := ada.madeInvites(practised.ID)
	ids := []string{invites[0].ID, invites[1].ID}
	invites[0].ID, invites[1].ID = "", ""
	want := []madeInvite{{Role: "candidate", Open: true, Uses: 1}, {Role: "observer", Knock: true, Open: true, Uses: 5, Used: 1}}
	if diff := cmp.Diff(want, invites); diff != "" {
		t.Errorf("the invites (-want +got):\n%s", diff)
	}
	bob.want(http.StatusNotFound, "GET", all, "")
	bob.want(http.StatusNotFound, "DELETE", all+"/"+ids[0], "")
	ada.want(http.StatusNotFound, "DELETE", all+"/none", "")
	for range 2 {
		ada.want(http.StatusNoContent, "DELETE", all+"/"+ids[0], "")
	}
	if got := ada.madeInvites(practised.ID)[0]; got.Open || !got.Revoked {
		t.Errorf("after revoking: got %+v", got)
	}
	for _, body := range []string{`{"role":"host"}`, `{"uses":21}`, `{"lifetime_ms":604800001}`} {
		wantProblem(t, ada.want(http.StatusUnprocessableEntity, "POST", all, body))
	}
}

// TestWhoKnocksSeesNothing of the session but its host's name, until admitted.
func TestWhoKnocksSeesNothing(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(paired)
	w.browser().join(ada.invite(practised.ID), "Mia")
	token, eve := ada.invite(practised.ID), w.browser()
	if got := in[invitation](t, eve.look(http.StatusOK, token)); got.Role != "observer" || !got.Knock {
		t.Errorf("the invitation beside two: got %+v, want an observer who knocks", got)
	}
	here, knock := "/api/v1/sessions/"+practised.ID, "/api/v1/sessions/"+practised.ID+"/knock"
	if got := in[entry](t, eve.accept(http.StatusOK, token, "Eve")); got.Standing != "waiting" || got.SessionID != practised.ID {
		t.Errorf("got %+v, want to wait at %s", got, practised.ID)
	}
	eve.accept(http.StatusOK, token, "Eva") // again: the place is kept
	eveUser := in[user](t, eve.want(http.StatusOK, "GET", "/api/v1/me", ""))
	for _, path := range []string{here, here + "/invites", here + "/socket"} {
		if a := eve.do("GET", path, ""); a.StatusCode == http.StatusOK && path != here+"/socket" {
			t.Errorf("who waits gets %s: %s", path, a.body)
		}
	}
	list := eve.want(http.StatusOK, "GET", "/api/v1/sessions", "")
	waiting := eve.want(http.StatusOK, "GET", knock, "")
	for _, a := range []answer{list, waiting} {
		if strings.Contains(string(a.body), "Mia") || strings.Contains(string(a.body), "TCP") {
			t.Errorf("who waits is told %s", a.body)
		}
	}
	standing := func(want string) {
		t.Helper()
		got := in[struct{ Standing, Host string }](t, eve.want(http.StatusOK, "GET", knock, ""))
		if got.Standing != want || (got.Host == "Ada") != (want == "waiting" || want == "seated") {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
	change := func(do func(*sessions.Session) error) {
		t.Helper()
		_, err := w.store.UpdateSession(t.Context(), practised.ID, do)
		w.must(err)
	}
	standing("waiting")
	w.browser().want(http.StatusUnauthorized, "GET", knock, "")
	change(func(s *sessions.Session) error { return s.Admit(adaUser.ID, eveUser.ID, w.clock()) })
	standing("seated")
	eve.want(http.StatusOK, "GET", here, "")
	change(func(s *sessions.Session) error { return s.Remove(adaUser.ID, eveUser.ID, w.clock()) })
	standing("removed")
	eve.want(http.StatusNotFound, "GET", here, "")
	wantProblem(t, eve.accept(http.StatusForbidden, token, "Eve"))
	wantProblem(t, eve.look(http.StatusForbidden, token))
	w.pass(time.Second)
	eve.accept(http.StatusOK, ada.invite(practised.ID), "Eve")
	standing("waiting")
	eve.want(http.StatusNoContent, "DELETE", knock, "")
	standing("removed") // going away opens nothing
}
