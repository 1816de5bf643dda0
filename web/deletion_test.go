package web_test

import (
	"net/http"
	"slices"
	"testing"

	"practice/people"
)

// A host deletes a session: it ends first, their clips go with it, and a clip of
// somebody else stays theirs.
func TestAHostDeletesASession(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	bob, bobUser := w.signedIn("Bob")
	practised := ada.create(paired)
	token := ada.invite(practised.ID)
	bob.accept(http.StatusOK, token, "")
	w.clip(adaUser, practised, "of-ada")
	w.clip(bobUser, practised, "of-bob")
	path := "/api/v1/sessions/" + practised.ID
	bob.want(http.StatusNotFound, "DELETE", path, "")
	w.browser().want(http.StatusUnauthorized, "DELETE", path, "")

	type deleted struct {
		ID      string
		Deleted bool
		Clips   int
		Store   string
	}
	got := in[deleted](t, ada.want(http.StatusOK, "DELETE", path, ""))
	if want := (deleted{practised.ID, true, 1, w.blobs.String()}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !slices.Equal(w.dissolved, []string{practised.ID}) || w.held != 0 || !slices.Contains(w.changed, practised.ID) {
		t.Errorf("ended before: %v, %d still claimed; told: %v; want the session in both and none claimed", w.dissolved, w.held, w.changed)
	}
	for _, b := range []*browser{ada, bob} {
		b.want(http.StatusNotFound, "GET", path, "")
		if list := in[struct{ Sessions []session }](t, b.want(http.StatusOK, "GET", "/api/v1/sessions", "")); len(list.Sessions) != 0 {
			t.Errorf("sessions left: %+v", list.Sessions)
		}
	}
	w.browser().look(http.StatusNotFound, token)
	ada.want(http.StatusNotFound, "GET", "/api/v1/clips/of-ada", "")
	bob.want(http.StatusOK, "GET", "/api/v1/clips/of-bob", "")
	bob.want(http.StatusOK, "GET", "/api/v1/clips/of-bob/audio.ogg", "")
	ada.want(http.StatusNotFound, "DELETE", path, "")
}

// Somebody who deletes their account is gone from everywhere, and others keep what
// is theirs, without the name.
func TestSomebodyDeletesTheirAccount(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	bob, bobUser := w.signedIn("Bob")
	hosted, attended, waiting := ada.create(paired), bob.create(paired), bob.create(paired)
	bob.accept(http.StatusOK, ada.invite(hosted.ID), "")
	for _, s := range []session{attended, waiting} {
		ada.accept(http.StatusOK, bob.invite(s.ID), "")
	}
	w.clip(adaUser, attended, "of-ada")
	w.clip(bobUser, hosted, "of-bob")
	elsewhere := w.browser()
	elsewhere.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+w.signInLink(people.SignInLink{UserID: adaUser.ID})+`"}`)
	program := w.browser()
	program.bearer = "secret"
	w.must(w.store.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: adaUser.ID, TokenHash: people.HashToken("secret"), CreatedAt: w.clock()}))

	if p := wantProblem(t, program.want(http.StatusForbidden, "DELETE", "/api/v1/me", "")); p.Code != "forbidden" {
		t.Errorf("by a token: %+v", p)
	}
	gone := ada.want(http.StatusNoContent, "DELETE", "/api/v1/me", "")
	if cookies := gone.Cookies(); len(cookies) != 1 || cookies[0].MaxAge >= 0 {
		t.Errorf("cookies: %v, want the login's removed", cookies)
	}
	for name, b := range map[string]*browser{"the browser": ada, "another browser": elsewhere, "the token": program} {
		if got := b.do("GET", "/api/v1/me", ""); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s afterwards: status %d, want 401", name, got.StatusCode)
		}
	}
	if !slices.Equal(w.dissolved, []string{hosted.ID}) || w.held != 0 {
		t.Errorf("ended before: %v with %d still claimed, want the hosted one and none", w.dissolved, w.held)
	}
	if !slices.Equal(w.live.cutOff, []string{adaUser.ID}) {
		t.Errorf("cut off: %v, want every login and token of ada's", w.live.cutOff)
	}
	bob.want(http.StatusNotFound, "GET", "/api/v1/sessions/"+hosted.ID, "")
	bob.want(http.StatusOK, "GET", "/api/v1/clips/of-bob", "")
	for _, s := range []session{attended, waiting} {
		left := in[session](t, bob.want(http.StatusOK, "GET", "/api/v1/sessions/"+s.ID, ""))
		if len(left.Participants) != 1 || left.Participants[0].ID != bobUser.ID {
			t.Errorf("seats left: %+v, want bob's alone", left.Participants)
		}
		if !slices.Contains(w.changed, s.ID) {
			t.Errorf("the room of %s was not told", s.ID)
		}
	}
}
