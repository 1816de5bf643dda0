package sessions

import (
	"context"
	"time"

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
	// StartSession is UpdateSession for a change that starts the session, unless may
	// forbids it by what one of those has who are to be recorded, see
	// [Session.ToRecord]; its error is returned as it is.
	StartSession(ctx context.Context, id string, change func(*Session) error, may people.Condition) (Session, error)
	// SessionsOf returns a page of the user's sessions, newest first, at most
	// limit of them.
	SessionsOf(ctx context.Context, userID string, after cursor.Cursor, limit int) ([]Session, error)
	// RunningSessions returns every session that has started and not ended.
	RunningSessions(ctx context.Context) ([]Session, error)
}

// Invites keeps invites by the hash of their token. They change only together with
// their session: what is done to both is one transaction, and none overlap.
type Invites interface {
	// CreateInvite keeps the invite that draft makes for a session and its invites as
	// they are. An error of draft is returned as it is.
	CreateInvite(ctx context.Context, sessionID string, draft func(*Session, []Invite) (Invite, error)) (Invite, error)
	// Invite returns an invite with its session.
	Invite(ctx context.Context, tokenHash string) (Invite, Session, error)
	// InvitesOf returns the session's invites, oldest first.
	InvitesOf(ctx context.Context, sessionID string) ([]Invite, error)
	// RedeemInvite lets change alter an invite and its session. A guest who is not
	// nil is added as a user, unless may forbids it by how many the invite has made.
	// An error of either is returned as it is, and nothing is written.
	RedeemInvite(ctx context.Context, tokenHash string, guest *people.User, may func(made int) error, change func(*Session, *Invite) error) (Session, error)
	// RevokeInvite withdraws the session's invite with this ID.
	RevokeInvite(ctx context.Context, sessionID, id string, now time.Time) error
}
