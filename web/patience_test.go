package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"practice/cursor"
	"practice/people"
	"practice/recordings"
	"practice/sessions"
	"practice/web"
	"practice/web/api"
)

// hangingStore is a database that stands still: it says nothing until whoever
// asked gives up.
type hangingStore struct {
	api.Store
	lists, logins, clips bool
}

func (s hangingStore) SessionsOf(ctx context.Context, userID string, after cursor.Cursor, limit int) ([]sessions.Session, error) {
	if s.lists {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Store.SessionsOf(ctx, userID, after, limit)
}

func (s hangingStore) Clip(ctx context.Context, id string) (recordings.Clip, error) {
	if s.clips {
		<-ctx.Done()
		return recordings.Clip{}, ctx.Err()
	}
	return s.Store.Clip(ctx, id)
}

func (s hangingStore) UseAPIToken(ctx context.Context, _ string, _ time.Time) (people.User, error) {
	if s.logins {
		<-ctx.Done()
		return people.User{}, ctx.Err()
	}
	return people.User{ID: "ada", Name: "Ada"}, nil
}

// TestNobodyWaitsForEver for a database that stands still, neither to be known
// nor to be answered.
func TestNobodyWaitsForEver(t *testing.T) {
	for name, store := range map[string]hangingStore{"who asks": {logins: true}, "what is asked": {lists: true}, "what is fetched": {clips: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *web.Config) {
				store.Store = c.API.Store
				c.API.Store = store
			})
			synctest.Test(t, func(t *testing.T) {
				path := "/api/v1/sessions"
				if store.clips {
					path = "/api/v1/clips/c1/audio.ogg"
				}
				asked := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				asked.Header.Set("Authorization", "Bearer anything")
				answer := httptest.NewRecorder()
				began := time.Now()
				w.server.Handler().ServeHTTP(answer, asked)
				if took := time.Since(began); answer.Code != http.StatusServiceUnavailable || took > time.Minute || took == 0 {
					t.Errorf("got %d %s after %v, want a 503 within a minute", answer.Code, answer.Body, took)
				}
				if !strings.Contains(answer.Body.String(), `"code":"unavailable"`) || answer.Header().Get("Retry-After") == "" {
					t.Errorf("got %s with %v", answer.Body, answer.Header())
				}
			})
		})
	}
}
