package web_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	codes "practice/problem"
	"practice/web"
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

// fullLogins keeps no login any more once the disk is full.
type fullLogins struct {
	scs.CtxStore
	full *error
}

// CommitCtx fails on a full disk.
func (l fullLogins) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if *l.full != nil {
		return fmt.Errorf("write the login: %w", *l.full)
	}
	return l.CtxStore.CommitCtx(ctx, token, data, expiry)
}

// TestALoginIsReadOnAFullDisk: that it can't be extended now keeps nobody from hearing
// their clips.
func TestALoginIsReadOnAFullDisk(t *testing.T) {
	var full error
	w := newWorld(t, func(c *web.Config) { c.Logins = fullLogins{c.Logins, &full} })
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	w.pass(48 * time.Hour)
	full = codes.DiskFull
	if got := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.ogg", "").Cookies(); len(got) != 0 {
		t.Errorf("got cookies %v of a login that was not extended, want none", got)
	}
	full = nil
	if got := ada.want(http.StatusOK, "GET", "/api/v1/me", "").Cookies(); len(got) != 1 {
		t.Errorf("got cookies %v once there is room, want the extended login", got)
	}
}
