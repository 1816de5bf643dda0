package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/people"
	"practice/web/api"
)

// guest returns the browser of a guest with a seat in a session of Ada's.
func (w *world) guest() (guest, ada *browser, practised session) {
	w.t.Helper()
	ada, _ = w.signedIn("Ada")
	practised = ada.create(paired)
	guest = w.browser()
	guest.want(http.StatusOK, "POST", "/api/v1/invites/"+ada.invite(practised.ID)+"/accept", `{"name":"Gus"}`)
	return guest, ada, practised
}

// TestAGuestHasASeatAndOwnClipsAndNothingElse: of everything that there is, in the
// page as by a token.
func TestAGuestHasASeatAndOwnClipsAndNothingElse(t *testing.T) {
	w := newWorld(t)
	guest, ada, practised := w.guest()
	me := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", ""))
	w.clip(me, practised, "own")
	for _, ask := range [][3]string{
		{"GET", "/api/v1/sessions/" + practised.ID},
		{"GET", "/api/v1/sessions"},
		{"GET", "/api/v1/clips"},
		{"GET", "/api/v1/clips/own"},
		{"GET", "/api/v1/clips/own/audio.ogg"},
		{"PATCH", "/api/v1/clips/own", `{"title":"Mine"}`},
		{"PATCH", "/api/v1/me", `{"name":"Gustav"}`},
		{"DELETE", "/api/v1/clips/own"},
	} {
		guest.want(http.StatusOK, ask[0], ask[1], ask[2])
	}
	before := in[struct{ Sessions []session }](t, guest.want(http.StatusOK, "GET", "/api/v1/sessions", "")).Sessions
	for _, ask := range [][3]string{
		{"POST", "/api/v1/sessions", solo},
		{"POST", "/api/v1/sessions", paired},
		{"POST", "/api/v1/clips?title=Mine", oldWAV(1)},
		{"GET", "/api/v1/questions"},
		{"GET", "/api/v1/formats"},
	} {
		p := wantProblem(t, guest.want(http.StatusForbidden, ask[0], ask[1], ask[2], "Content-Type", "application/json"))
		if p.Code != "guests_may_not" {
			t.Errorf("%s %s: got code %q, want guests_may_not", ask[0], ask[1], p.Code)
		}
	}
	wantProblem(t, guest.want(http.StatusNotFound, "POST", "/api/v1/sessions/"+practised.ID+"/invites", ""))
	after := in[struct{ Sessions []session }](t, guest.want(http.StatusOK, "GET", "/api/v1/sessions", "")).Sessions
	if len(before) != 1 || len(after) != 1 {
		t.Errorf("the guest has %d sessions, and %d after asking for more; want 1", len(before), len(after))
	}
	// One of the time when guests were users like others.
	w.must(w.store.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: me.ID, Name: "old", TokenHash: people.HashToken("secret"), CreatedAt: w.clock()}))
	program := w.browser()
	program.bearer = "secret"
	program.want(http.StatusUnauthorized, "GET", "/api/v1/clips", "")
	program.want(http.StatusUnauthorized, "GET", "/api/v1/sessions/"+practised.ID+"/socket", "")
	ada.want(http.StatusOK, "GET", "/api/v1/questions", "")

	token := w.signInLink(people.SignInLink{Name: "Gus"})
	guest.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`)
	guest.create(solo)
}

// TestAGuestsLoginEnds 30 days after its last use, and 90 days after it was made,
// however it is used; the page is told.
func TestAGuestsLoginEnds(t *testing.T) {
	const day = 24 * time.Hour
	w := newWorld(t)
	idle, _, _ := w.guest()
	w.pass(30*day - time.Minute)
	idle.want(http.StatusOK, "GET", "/api/v1/me", "")
	w.pass(30 * day)
	idle.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")

	busy, _, _ := w.guest()
	last := w.clock().Add(90 * day)
	for range 6 {
		w.pass(15*day - time.Minute)
		end := in[struct {
			At time.Time `json:"login_ends_at"`
		}](t, busy.want(http.StatusOK, "GET", "/api/v1/me", "")).At
		want := w.clock().Add(30 * day)
		if want.After(last) {
			want = last
		}
		if end.After(want) || want.Sub(end) > day {
			t.Errorf("told that it ends at %s, want about %s", end, want)
		}
	}
	w.pass(7 * time.Minute)
	busy.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
}

// TestAGuestsLoginOfBeforeEndsToo: one that was made for 400 days ends 30 days
// after its last use; one in use goes on, for 90 days more at most.
func TestAGuestsLoginOfBeforeEndsToo(t *testing.T) {
	const day = 24 * time.Hour
	w := newWorld(t)
	guest := people.User{ID: "gus", Name: "Gus", Guest: true, CreatedAt: w.clock()}
	w.must(w.store.CreateUser(t.Context(), guest))
	login := func(lastUsed time.Time) *browser {
		old := scs.SessionManager{Store: w.logins, Codec: scs.GobCodec{}, HashTokenInStore: true, Lifetime: 400 * day}
		ctx, err := old.Load(t.Context(), "")
		w.must(err)
		old.Put(ctx, "user", guest.ID)
		old.SetDeadline(ctx, lastUsed.Add(400*day))
		token, _, err := old.Commit(ctx)
		w.must(err)
		at, err := url.Parse(w.url)
		w.must(err)
		b := w.browser()
		b.client.Jar.SetCookies(at, []*http.Cookie{{Name: api.LoginCookie, Value: token}})
		return b
	}
	login(w.clock().Add(-31*day)).want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
	used := login(w.clock().Add(-29 * day))
	if got := used.want(http.StatusOK, "GET", "/api/v1/me", "").Cookies(); len(got) != 1 || got[0].MaxAge != int((30*day).Seconds()) {
		t.Errorf("got cookies %v, want one for 30 days", got)
	}
	for range 4 {
		w.pass(22 * day)
		used.want(http.StatusOK, "GET", "/api/v1/me", "")
	}
	w.pass(3 * day)
	used.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
}
