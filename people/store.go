package people

import (
	"context"
	"time"
)

// Store keeps users and what they come in with. Every implementation passes the
// conformance suite of package database. A missing row is [problem.NotFound].
type Store interface {
	Users
	Links
	Tokens
	Accounts
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

// Links keeps sign-in links by the hash of their token.
type Links interface {
	CreateSignInLink(ctx context.Context, link SignInLink) error
	// Redeem carries steps out as one transaction; when they fail, nothing of them
	// was done.
	Redeem(ctx context.Context, steps func(Redeeming) error) error
}

// Redeeming are the steps of using a sign-in link up; see [SignIn].
type Redeeming interface {
	// TakeSignInLink removes the link and returns it: of two who try, one gets it.
	TakeSignInLink(ctx context.Context, tokenHash string) (SignInLink, error)
	User(ctx context.Context, id string) (User, error)
	CreateUser(ctx context.Context, user User) error
	// PromoteGuest makes a full user of a guest.
	PromoteGuest(ctx context.Context, id string) error
	// HandOverClips gives a guest's clips to another user. A full user keeps
	// theirs.
	HandOverClips(ctx context.Context, guestID, userID string) error
}

// Tokens keeps API tokens by their hashes.
type Tokens interface {
	CreateAPIToken(ctx context.Context, token APIToken) error
	// UseAPIToken returns the user of the token with this hash and notes when
	// it was used.
	UseAPIToken(ctx context.Context, tokenHash string, now time.Time) (User, error)
	APITokens(ctx context.Context) ([]APIToken, error)
	// RevokeAPIToken deletes the token with this ID.
	RevokeAPIToken(ctx context.Context, id string) error
}

// Accounts knows what users have. What is checked is checked in the transaction
// that adds to it, so that two who ask at once can't both have the last place.
type Accounts interface {
	// Usage returns what the user has now.
	Usage(ctx context.Context, userID string, now time.Time) (Usage, error)
	// BeginUpload notes a file on its way in, unless may forbids it.
	BeginUpload(ctx context.Context, upload Upload, may Condition) error
	// EndUpload forgets the file. One that is not there is no error.
	EndUpload(ctx context.Context, id string) error
	// DropUploads forgets the files that a server was receiving before it died,
	// and those that count no more at now.
	DropUploads(ctx context.Context, node string, now time.Time) error
}
