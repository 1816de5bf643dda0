package sessions

import (
	"context"
	"time"
)

// Store keeps users, sessions, invites and credentials. Every implementation
// passes the conformance suite of package database. A missing row is [problem.NotFound].
type Store interface {
	Users
	Sessions
	Invites
	Credentials
}

// Users keeps who holds a login or a guest cookie.
type Users interface {
	CreateUser(ctx context.Context, user User) error
	User(ctx context.Context, id string) (User, error)
	// RenameUser changes the name a user goes by.
	RenameUser(ctx context.Context, id, name string) error
	// FirstUser returns the full (not guest) user created first.
	FirstUser(ctx context.Context) (User, error)
}

// Sessions keeps sessions with their participants.
type Sessions interface {
	CreateSession(ctx context.Context, session Session) error
	Session(ctx context.Context, id string) (Session, error)
	// UpdateSession reads the session, lets change alter it, and writes it, as
	// one transaction: no two changes of one session overlap. An error of
	// change is returned as it is and nothing is written.
	UpdateSession(ctx context.Context, id string, change func(*Session) error) (Session, error)
	// SessionsOf returns the user's sessions, newest first, at most limit.
	SessionsOf(ctx context.Context, userID string, limit int) ([]Session, error)
	// RunningSessions returns every session that has started and not ended.
	RunningSessions(ctx context.Context) ([]Session, error)
}

// Invites keeps invite links by the hash of their token.
type Invites interface {
	CreateInvite(ctx context.Context, invite Invite) error
	Invite(ctx context.Context, tokenHash string) (Invite, error)
}

// Credentials keeps sign-in links and API tokens by their hashes.
type Credentials interface {
	CreateSignInLink(ctx context.Context, link SignInLink) error
	// RedeemSignInLink uses the link up and returns its user. A link without
	// a user makes a full user: of the guest with ID guestID if that is not
	// empty, else a new one with ID newID. A link that has a user, redeemed by
	// a guest, hands the guest's clips to that user. It fails with
	// [problem.NotFound] for an unknown or used link and [problem.Expired] for an old one.
	RedeemSignInLink(ctx context.Context, tokenHash, guestID, newID string, now time.Time) (User, error)
	CreateAPIToken(ctx context.Context, token APIToken) error
	// UseAPIToken returns the user of the token with this hash and notes when
	// it was used.
	UseAPIToken(ctx context.Context, tokenHash string, now time.Time) (User, error)
	APITokens(ctx context.Context) ([]APIToken, error)
	// RevokeAPIToken deletes the token with this ID.
	RevokeAPIToken(ctx context.Context, id string) error
}
