package signaling_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"practice/people"
)

// credentials are the logins and tokens of a house. Its database has none: whoever
// asks is believed, until a test takes the credential away.
type credentials struct {
	house *house
	// away: the database does not answer. looks counts what it was asked.
	away  atomic.Bool
	looks atomic.Int32

	mu   sync.Mutex
	gone map[people.Credential]bool
}

// credentialOf is one login a user, or the one that a header names.
func credentialOf(r *http.Request) people.Credential {
	if login := r.Header.Get("Test-Login"); login != "" {
		return people.Credential{Kind: people.Login, Hash: login}
	}
	return loginOf(r.Header.Get("Test-User"))
}

func loginOf(user string) people.Credential {
	return people.Credential{Kind: people.Login, Hash: "login-of-" + user}
}

// takeAway lets a credential be over, as another process does it.
func (c *credentials) takeAway(credential people.Credential) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone[credential] = true
}

// GoneCredentials implements signaling.Credentials.
func (c *credentials) GoneCredentials(ctx context.Context, _ []people.Holder) ([]people.Credential, error) {
	c.looks.Add(1)
	if c.away.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.gone)), nil
}

// EndLogin implements signaling.Credentials.
func (c *credentials) EndLogin(ctx context.Context, hash string) error {
	if c.away.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	c.takeAway(people.Credential{Kind: people.Login, Hash: hash})
	return nil
}

// Revisions implements signaling.Credentials.
func (c *credentials) Revisions(ctx context.Context, ids []string) (map[string]int64, error) {
	return c.house.db.Revisions(ctx, ids)
}
