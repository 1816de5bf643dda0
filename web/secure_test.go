package web_test

import (
	"io"
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
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Content-Security-Policy": "connect-src 'self' ws://practice.test wss://practice.test;",
		} {
			if got := h.Get(field); !strings.Contains(got, want) {
				t.Errorf("%s: got %s %q, want %q in it", path, field, got, want)
			}
		}
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") || !strings.Contains(csp, "style-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: got %q, want scripts and styles from files of this server only", path, csp)
		}
		if got := h.Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s: got %q over plain http, want nothing", path, got)
		}
	}
	w.browser().want(http.StatusOK, "HEAD", "/", "")
}

// TestHTTPSIsKept with every answer, of the programs' door too.
func TestHTTPSIsKept(t *testing.T) {
	w := newWorld(t, overHTTPS)
	for path, status := range map[string]int{"/": 200, "/api/v1/me": 401, "/whip": 200, "/healthz": 200} {
		if got := w.browser().want(status, "GET", path, "").Header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=31536000") {
			t.Errorf("%s: got %q, want a year of https", path, got)
		}
	}
}

// TestWhatIsNoPageMayDoNothing, if a browser takes it for one: every answer has a
// content policy, also those before the page's own.
func TestWhatIsNoPageMayDoNothing(t *testing.T) {
	w := newWorld(t)
	for path, status := range map[string]int{"/whip": 200, "/whip/none": 200, "/api/v1/sessions/none/socket": 401, "/": 200, "/api/v1/me": 401} {
		method := http.MethodGet
		if strings.HasPrefix(path, "/whip") {
			method = http.MethodOptions
		}
		policy := w.browser().want(status, method, path, "").Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s %s: got the policy %q, want %s in it", method, path, policy, want)
			}
		}
	}
}

// TestOnlyOurNamesAreAnswered: a page of another name that leads here is not ours.
func TestOnlyOurNamesAreAnswered(t *testing.T) {
	w := newWorld(t)
	ask := func(host, path string) answer {
		t.Helper()
		request, err := http.NewRequest(http.MethodGet, w.url+path, nil)
		w.must(err)
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		w.must(err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		w.must(err)
		return answer{response, body}
	}
	paths := []string{"/", "/api/v1/me", "/whip", "/api/v1/sessions/none/socket", "/assets/none"}
	for _, host := range []string{"practice.test", "PRACTICE.test.:443", "localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "127.0.0.2", "example.com"} {
		for _, path := range paths {
			if got := ask(host, path).StatusCode; got == http.StatusMisdirectedRequest {
				t.Errorf("%s%s: got 421, want it answered", host, path)
			}
		}
	}
	for _, host := range []string{"evil.test", "practice.test.evil.test", "localhost.evil.test", "10.0.0.1", "192.168.1.9:8080", "[fd00::1]", "evilpractice.test", "x@localhost"} {
		for _, path := range paths {
			if a := ask(host, path); a.StatusCode != http.StatusMisdirectedRequest {
				if host == "x@localhost" && a.StatusCode == http.StatusBadRequest {
					continue
				}
				t.Errorf("%s%s: got %d, want 421", host, path, a.StatusCode)
			} else {
				wantProblem(t, a)
				if a.Header.Get("Content-Security-Policy") == "" {
					t.Errorf("%s%s: the refusal has no content policy", host, path)
				}
			}
		}
		// Probes know an address alone.
		if got := ask(host, "/readyz").StatusCode; got != http.StatusOK && host != "x@localhost" {
			t.Errorf("%s/readyz: got %d, want 200", host, got)
		}
	}
}
