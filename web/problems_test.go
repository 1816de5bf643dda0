package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"practice/cursor"
	"practice/recordings"
	"practice/sessions"
	"practice/web"
	"practice/web/api"
)

// brokenStore fails in ways that only the log may tell of.
type brokenStore struct{ api.Store }

func (brokenStore) SessionsOf(context.Context, string, cursor.Cursor, int) ([]sessions.Session, error) {
	return nil, errors.New("connect to secret-host: refused")
}

func (brokenStore) ClipsOf(context.Context, string, recordings.Page) ([]recordings.Clip, error) {
	panic("an index of secret-host is out of range")
}

// TestTheServersOwnFaultsStayHidden: a problem document for people, the cause
// in the log.
func TestTheServersOwnFaultsStayHidden(t *testing.T) {
	w := newWorld(t, func(c *web.Config) {
		c.API.Store = brokenStore{c.API.Store}
	})
	ada, _ := w.signedIn("Ada")
	for path, logged := range map[string]string{
		"/api/v1/sessions": "request failed", "/api/v1/clips": "handler panicked",
	} {
		a := ada.want(http.StatusInternalServerError, "GET", path, "")
		wantProblem(t, a)
		if strings.Contains(string(a.body), "secret-host") {
			t.Errorf("%s: the answer gives the cause away: %s", path, a.body)
		}
		if log := w.log.String(); !strings.Contains(log, logged) || !strings.Contains(log, "secret-host") {
			t.Errorf("%s: the log lacks %q with the cause: %s", path, logged, log)
		}
	}
}

// silentStore is a database that does not answer until the request is given up.
type silentStore struct{ api.Store }

func (silentStore) SessionsOf(context.Context, string, cursor.Cursor, int) ([]sessions.Session, error) {
	return nil, fmt.Errorf("list the sessions: %w", context.DeadlineExceeded)
}

// TestADatabaseThatDoesNotAnswer is no fault of the program's: the answer says
// so, and when to try again.
func TestADatabaseThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.API.Store = silentStore{c.API.Store} })
	ada, _ := w.signedIn("Ada")
	a := ada.want(http.StatusServiceUnavailable, "GET", "/api/v1/sessions", "")
	if p := wantProblem(t, a); p.Code != "unavailable" || a.Header.Get("Retry-After") == "" {
		t.Errorf("got %+v, Retry-After %q", p, a.Header.Get("Retry-After"))
	}
	if log := w.log.String(); !strings.Contains(log, "list the sessions: context deadline exceeded") {
		t.Errorf("the log lacks the cause: %s", log)
	}
}

// TestUnknownAddressesOfTheAPI get problem documents too.
func TestUnknownAddressesOfTheAPI(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/api/v1/", http.StatusNotFound, ""},
		{"GET", "/api/v1/songs", http.StatusNotFound, ""},
		{"GET", "/api/v1/clips/some/audio.mp3", http.StatusNotFound, ""},
		{"POST", "/api/v1/songs", http.StatusNotFound, ""},
		{"PUT", "/api/v1/clips/some", http.StatusMethodNotAllowed, "GET, PATCH, DELETE"},
		{"PUT", "/api/v1/me", http.StatusMethodNotAllowed, "GET, PATCH, DELETE"},
		{"GET", "/api/v1/sign-in", http.StatusMethodNotAllowed, "POST"},
		{"POST", "/api/v1/openapi.json", http.StatusMethodNotAllowed, "GET"},
		{"POST", "/clips", http.StatusMethodNotAllowed, "GET, HEAD"},
	} {
		a := b.want(c.status, c.method, c.path, "")
		wantProblem(t, a)
		if got := strings.Join(a.Header.Values("Allow"), ", "); got != c.allow {
			t.Errorf("%s %s: got Allow %q, want %q", c.method, c.path, got, c.allow)
		}
	}
}

// TestTheLogNamesNoToken: that of an invite is no part of an address that a server
// sees, and of a link of before only the pattern is logged.
func TestTheLogNamesNoToken(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	token := ada.invite(ada.create(paired).ID)
	w.browser().want(http.StatusOK, "POST", "/api/v1/invites/look", `{"token":"`+token+`"}`)
	w.browser().accept(http.StatusOK, token, "Gus")
	w.browser().want(http.StatusOK, "GET", "/join", "")
	w.browser().want(http.StatusOK, "GET", "/invite/"+token, "")
	log, metrics := w.log.String(), string(w.operator().want(http.StatusOK, "GET", "/metrics", "").body)
	for _, route := range []string{"/api/v1/invites/look", "/api/v1/invites/accept", "/invite/{token}"} {
		if !strings.Contains(log, "route="+route+" status=200") {
			t.Errorf("the log lacks %s: %s", route, log)
		}
	}
	for _, text := range []string{log, metrics} {
		if strings.Contains(text, token) {
			t.Errorf("the token of an invite is in %s", text)
		}
	}
}

// TestABodyIsNotEchoed: it may hold a token.
func TestABodyIsNotEchoed(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{`{"token":"precious"`, `{"tokn":"precious"}`} {
		a := w.browser().do("POST", "/api/v1/sign-in", body)
		wantProblem(t, a)
		if strings.Contains(string(a.body), "precious") {
			t.Errorf("%s is answered with %s", body, a.body)
		}
	}
}
