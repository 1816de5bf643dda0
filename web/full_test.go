package web_test

import (
	"net/http"
	"testing"

	codes "practice/problem"
)

// TestNothingIsAddedWithoutRoom: what would grow the database is refused while its
// disk is full; signing in, reading, ending and deleting are not.
func TestNothingIsAddedWithoutRoom(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	s := ada.create(solo)
	w.clip(adaUser, s, "the-clip")
	made := ada.create(paired)
	token := ada.invite(made.ID)
	w.full = codes.DiskFull
	for name, a := range map[string]answer{
		"a session": ada.want(http.StatusInsufficientStorage, "POST", "/api/v1/sessions", solo),
		"an invite": ada.want(http.StatusInsufficientStorage, "POST", "/api/v1/sessions/"+made.ID+"/invites", ""),
		"a guest":   w.browser().accept(http.StatusInsufficientStorage, token, "Grace"),
	} {
		if got := wantProblem(t, a); got.Code != string(codes.DiskFull) {
			t.Errorf("%s: got code %q, want %q", name, got.Code, codes.DiskFull)
		}
	}
	ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip", "")
	ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.ogg", "")
	ada.want(http.StatusOK, "DELETE", "/api/v1/clips/the-clip", "")
	ada.want(http.StatusNoContent, "POST", "/api/v1/sign-out", "")
	w.signedIn("Eve")
	w.full = nil
	ada, _ = w.signedIn("Ida")
	ada.create(solo)
}
