package web_test

import (
	"context"
	"sync"

	"practice/people"
	"practice/sessions"
)

// nobodyLive is a server to which nobody is connected but whom a test names.
type nobodyLive struct {
	w *world

	mu        sync.Mutex
	connected map[people.Credential]people.User
	over      map[people.Credential]bool
	replaced  map[people.Credential]people.Credential
	cutOff    []string
	// inRoom decides in place of the database, if set.
	inRoom func(rule func(*sessions.Session) error) error
}

func newNobodyLive(w *world) *nobodyLive {
	return &nobodyLive{
		w: w, connected: map[people.Credential]people.User{}, over: map[people.Credential]bool{}, replaced: map[people.Credential]people.Credential{},
	}
}

// Known implements api.Live.
func (l *nobodyLive) Known(c people.Credential) (people.User, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	user, known := l.connected[c]
	return user, known
}

// SignOut implements api.Live.
func (l *nobodyLive) SignOut(ctx context.Context, c people.Credential) {
	l.mu.Lock()
	l.over[c] = true
	l.mu.Unlock()
	_ = l.w.logins.DeleteCtx(ctx, c.Hash) // or later
}

// CutOff implements api.Live.
func (l *nobodyLive) CutOff(userID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cutOff = append(l.cutOff, userID)
}

// IsOver implements api.Live.
func (l *nobodyLive) IsOver(c people.Credential) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over[c]
}

// Replaced implements api.Live.
func (l *nobodyLive) Replaced(before, after people.Credential) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.replaced[before] = after
}

// Decide implements api.Live.
func (l *nobodyLive) Decide(_ string, rule func(*sessions.Session) error) (here bool, err error) {
	if l.inRoom == nil {
		return false, nil
	}
	return true, l.inRoom(rule)
}
