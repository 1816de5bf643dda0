package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// askAs sends a request on behalf of an address behind a proxy, with a token if
// there is one, and returns the status.
func askAs(t *testing.T, p *program, address, token, method, path, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	must(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Forwarded-For", address)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode == http.StatusTooManyRequests && response.Header.Get("Retry-After") == "" {
		t.Errorf("%s %s: 429 without Retry-After", method, path)
	}
	return response.StatusCode
}

// TestALimitCountsByWhoIsBehindTheProxy, if it is a stated one; else what anybody
// writes into a header is no way round.
func TestALimitCountsByWhoIsBehindTheProxy(t *testing.T) {
	t.Parallel()
	for proxies, want := range map[string]int{"127.0.0.1,10.0.0.0/8": http.StatusNotFound, "": http.StatusTooManyRequests} {
		p := serve(t, t.TempDir(), "PRACTICE_TRUSTED_PROXIES="+proxies)
		const wrong = `{"token":"wrong"}`
		limited := false
		for range 200 {
			limited = limited || askAs(t, p, "192.0.2.1", "", "POST", "/api/v1/sign-in", wrong) == http.StatusTooManyRequests
		}
		if !limited {
			t.Errorf("proxies %q: 200 attempts to sign in were all answered", proxies)
		}
		if got := askAs(t, p, "192.0.2.2", "", "POST", "/api/v1/sign-in", wrong); got != want {
			t.Errorf("proxies %q: another address got %d, want %d", proxies, got, want)
		}
	}
}

// TestAQuotaHoldsAgainstTheRealServer, with as many at once as a flood has.
func TestAQuotaHoldsAgainstTheRealServer(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "PRACTICE_QUOTA_ROOMS=2")
	token := p.newToken()
	const room = `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"prompt":"Why?"}]}`
	var mu sync.Mutex
	got := map[int]int{}
	var asking sync.WaitGroup
	for range 20 {
		asking.Go(func() {
			status := askAs(t, p, "", token, "POST", "/api/v1/sessions", room)
			mu.Lock()
			defer mu.Unlock()
			got[status]++
		})
	}
	asking.Wait()
	if got[http.StatusCreated] != 2 || got[http.StatusConflict] != 18 {
		t.Errorf("20 rooms at once: got statuses %v, want 2 that are made and 18 conflicts", got)
	}
}
