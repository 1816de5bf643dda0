package sessions

import (
	"context"

	"practice/cursor"
	"practice/people"
)

// Store keeps sessions and their invites. Every implementation
// passes the conformance suite of package database. A missing row is [problem.NotFound].
type Store interface {
	Sessions
	Invites
}

// Sessions keeps sessions with their participants.
type Sessions interface {
	// CreateSession adds a session, unless a condition on what its owner has
	// forbids it; its error is returned as it is.
	CreateSession(ctx context.Context, session Session, conditions ...people.Condition) error
	Session(ctx context.Context, id string) (Session, error)
	// UpdateSession reads the session, lets change alter it, and writes it, as
	// one transaction: no two changes of one session overlap. It returns the
	// session as written. An error of change is returned as it is, with the
	// session as it was read, and nothing is written.
	UpdateSession(ctx context.Context, id string, change func(*Session) error) (Session, error)
	// SessionsOf returns a page of the user's sessions, newest first, at most
	// limit of them.
	SessionsOf(ctx context.Context, userID string, after cursor.Cursor, limit int) ([]Session, error)
	// RunningSessions returns every session that has started and not ended.
	RunningSessions(ctx context.Context) ([]Session, error)
}

// Invites keeps invite links by the hash of their token.
type Invites interface {
	CreateInvite(ctx context.Context, invite Invite) error
	Invite(ctx context.Context, tokenHash string) (Invite, error)
}
