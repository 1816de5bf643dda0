package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"practice/internal/postgres"
)

// A database that is restarted, and everybody thrown out, is away: whoever asks
// meanwhile is told so with when to try again, and never that the server is broken.
func TestADatabaseThatIsRestartedIsAway(t *testing.T) {
	database := postgres.Start(t)
	data := t.TempDir()
	env := []string{"PRACTICE_DATABASE_URL=" + database.Database(t)}
	p := serve(t, data, env...)
	status, stdout, stderr := finish(t, data, env, "token", "create", "--name", "asker")
	if status != 0 {
		t.Fatalf("token create: %s", stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	token := lines[len(lines)-1]
	var askers sync.WaitGroup
	over := make(chan struct{})
	var mu sync.Mutex
	got := map[int]int{}
	for _, path := range []string{"/api/v1/clips", "/api/v1/sessions", "/api/v1/me", "/api/v1/clips/none/audio.ogg", "/api/v1/sessions/none/socket"} {
		for range 4 {
			askers.Go(func() {
				for {
					select {
					case <-over:
						return
					default:
					}
					answer := statusWithToken(t, p.url+path, token)
					mu.Lock()
					got[answer]++
					mu.Unlock()
				}
			})
		}
	}
	seen := func(status int) int {
		mu.Lock()
		defer mu.Unlock()
		return got[status]
	}
	await(t, "answers", func() bool { return seen(http.StatusOK) > 100 })
	for range 3 {
		before := seen(http.StatusServiceUnavailable)
		database.Restart(t, func() {
			await(t, "refusals", func() bool { return seen(http.StatusServiceUnavailable) > before+20 })
		})
		ok := seen(http.StatusOK)
		await(t, "answers after the restart", func() bool { return seen(http.StatusOK) > ok+20 })
	}
	close(over)
	askers.Wait()
	for status, n := range got {
		if status != http.StatusOK && status != http.StatusNotFound && status != http.StatusServiceUnavailable {
			t.Errorf("%d answers have status %d; answers by status: %v; log: %s", n, status, got, p.logged())
		}
	}
	t.Logf("answers by status: %v", got)
}
