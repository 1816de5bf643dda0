package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestEveryAnswerTellsBrowsersTheirLimits, also the refusals.
func TestEveryAnswerTellsBrowsersTheirLimits(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for path, status := range map[string]int{
		"/": 200, "/sign-in": 200, "/new?kind=solo": 200, "/sessions/s1": 200, "/join": 200, "/invite/t1": 200, "/clips": 200, "/clips/c1": 200,
		"/nothing": 404, "/clips/c1/more": 404, "/api/v1/me": 401, "/api/v1/nothing": 404, "/healthz": 200,
	} {
		h := b.want(status, "GET", path, "").Header
		for field, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Permissions-Policy": "microphone=(self)",
			"Content-Security-Policy": "connect-src 'self' ws://practice.test wss://practice.test;",
		} {
			if got := h.Get(field); !strings.Contains(got, want) {
				t.Errorf("%s: got %s %q, want %q in it", path, field, got, want)
			}
		}
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") {
			t.Errorf("%s: got %q, want scripts from files of this server only", path, csp)
		}
	}
	w.browser().want(http.StatusOK, "HEAD", "/", "")
}
