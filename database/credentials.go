package database

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/database/gen"
	"practice/people"
	"practice/problem"
)

// CreateSignInLink adds a link.
func (db *DB) CreateSignInLink(ctx context.Context, link people.SignInLink) error {
	err := db.queries.CreateSignInLink(ctx, gen.CreateSignInLinkParams{
		TokenHash: link.TokenHash, UserID: link.UserID, Name: link.Name, CreatedMs: millis(link.CreatedAt), ExpiresMs: millis(link.ExpiresAt),
	})
	if err != nil {
		return fmt.Errorf("create a sign-in link: %w", err)
	}
	return nil
}

// Redeem carries the steps of using a link up out as one transaction.
func (db *DB) Redeem(ctx context.Context, steps func(people.Redeeming) error) error {
	return db.transact(ctx, func(q *gen.Queries) error { return steps(redeeming{q}) })
}

// redeeming are the steps within their transaction.
type redeeming struct{ queries *gen.Queries }

// TakeSignInLink removes the link: taking it is deleting its row, so of two who
// try only one gets it; whatever fails after that puts it back.
func (r redeeming) TakeSignInLink(ctx context.Context, tokenHash string) (people.SignInLink, error) {
	row, err := r.queries.TakeSignInLink(ctx, tokenHash)
	if err != nil {
		return people.SignInLink{}, missingSession(err, "sign-in link", "")
	}
	return people.SignInLink{
		TokenHash: row.TokenHash, UserID: row.UserID, Name: row.Name, CreatedAt: instant(row.CreatedMs), ExpiresAt: instant(row.ExpiresMs),
	}, nil
}

// User returns a user.
func (r redeeming) User(ctx context.Context, id string) (people.User, error) {
	return getUser(ctx, r.queries, id)
}

// CreateUser adds a user.
func (r redeeming) CreateUser(ctx context.Context, user people.User) error {
	return createUser(ctx, r.queries, user)
}

// PromoteGuest makes a full user of a guest.
func (r redeeming) PromoteGuest(ctx context.Context, id string) error {
	return missingSession(affected(r.queries.PromoteGuest(ctx, id)), "guest", id)
}

// HandOverClips gives a guest's clips to another user.
func (r redeeming) HandOverClips(ctx context.Context, guestID, userID string) error {
	if err := r.queries.HandOverClips(ctx, gen.HandOverClipsParams{NewOwner: userID, Guest: guestID}); err != nil {
		return fmt.Errorf("hand the clips of guest %q over: %w", guestID, err)
	}
	return nil
}

// CreateAPIToken adds a token.
func (db *DB) CreateAPIToken(ctx context.Context, token people.APIToken) error {
	err := db.queries.CreateAPIToken(ctx, gen.CreateAPITokenParams{
		ID: token.ID, UserID: token.UserID, Name: token.Name, TokenHash: token.TokenHash,
		CreatedMs: millis(token.CreatedAt), LastUsedMs: millis(token.LastUsedAt),
	})
	if err != nil {
		return fmt.Errorf("create API token %q: %w", token.Name, err)
	}
	return nil
}

// UseAPIToken returns the token's user and notes when it was used, unless the disk is
// full: to read and to hear needs no room.
func (db *DB) UseAPIToken(ctx context.Context, tokenHash string, now time.Time) (people.User, error) {
	id, err := db.queries.UseAPIToken(ctx, gen.UseAPITokenParams{TokenHash: tokenHash, LastUsedMs: millis(now)})
	if err != nil && errors.Is(problem.Of(err), problem.DiskFull) {
		id, err = db.queries.UserOfAPIToken(ctx, tokenHash)
	}
	if err != nil {
		return people.User{}, missingSession(err, "API token", "")
	}
	return db.User(ctx, id)
}

// APITokens returns all tokens, oldest first.
func (db *DB) APITokens(ctx context.Context) ([]people.APIToken, error) {
	rows, err := db.queries.ListAPITokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the API tokens: %w", err)
	}
	tokens := make([]people.APIToken, 0, len(rows))
	for _, r := range rows {
		tokens = append(tokens, people.APIToken{
			ID: r.ID, UserID: r.UserID, Name: r.Name, TokenHash: r.TokenHash,
			CreatedAt: instant(r.CreatedMs), LastUsedAt: instant(r.LastUsedMs),
		})
	}
	return tokens, nil
}

// RevokeAPIToken deletes a token.
func (db *DB) RevokeAPIToken(ctx context.Context, id string) error {
	return missingSession(affected(db.queries.DeleteAPIToken(ctx, id)), "API token", id)
}
