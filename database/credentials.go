package database

import (
	"context"
	"fmt"
	"time"

	"practice/database/gen"
	"practice/problem"
	"practice/sessions"
)

// CreateSignInLink adds a link.
func (db *DB) CreateSignInLink(ctx context.Context, link sessions.SignInLink) error {
	err := db.queries.CreateSignInLink(ctx, gen.CreateSignInLinkParams{
		TokenHash: link.TokenHash, UserID: link.UserID, Name: link.Name, CreatedMs: millis(link.CreatedAt), ExpiresMs: millis(link.ExpiresAt),
	})
	if err != nil {
		return fmt.Errorf("create a sign-in link: %w", err)
	}
	return nil
}

// RedeemSignInLink uses a link up and returns its user; see
// [sessions.Credentials]. Taking the link is deleting its row, so of two who
// try only one gets it; whatever fails after that puts it back.
func (db *DB) RedeemSignInLink(ctx context.Context, tokenHash, guestID, newID string, now time.Time) (user sessions.User, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		link, err := q.TakeSignInLink(ctx, tokenHash)
		if err != nil {
			return missingSession(err, "sign-in link", "")
		}
		if now.UnixMilli() >= link.ExpiresMs {
			return fmt.Errorf("sign-in link: %w", problem.Expired)
		}
		user, err = userOfLink(ctx, q, link, guestID, newID, now)
		return err
	})
	return user, err
}

func userOfLink(ctx context.Context, q *gen.Queries, link gen.SignInLink, guestID, newID string, now time.Time) (sessions.User, error) {
	switch {
	case link.UserID != "":
		if guestID != "" {
			if err := q.HandOverClips(ctx, gen.HandOverClipsParams{NewOwner: link.UserID, Guest: guestID}); err != nil {
				return sessions.User{}, fmt.Errorf("hand the guest's clips over: %w", err)
			}
		}
		return getUser(ctx, q, link.UserID)
	case guestID != "":
		if err := missingSession(affected(q.PromoteGuest(ctx, guestID)), "guest", guestID); err != nil {
			return sessions.User{}, err
		}
		return getUser(ctx, q, guestID)
	}
	user := sessions.User{ID: newID, Name: link.Name, CreatedAt: instant(millis(now))}
	return user, createUser(ctx, q, user)
}

// CreateAPIToken adds a token.
func (db *DB) CreateAPIToken(ctx context.Context, token sessions.APIToken) error {
	err := db.queries.CreateAPIToken(ctx, gen.CreateAPITokenParams{
		ID: token.ID, UserID: token.UserID, Name: token.Name, TokenHash: token.TokenHash,
		CreatedMs: millis(token.CreatedAt), LastUsedMs: millis(token.LastUsedAt),
	})
	if err != nil {
		return fmt.Errorf("create API token %q: %w", token.Name, err)
	}
	return nil
}

// UseAPIToken returns the token's user and notes when it was used.
func (db *DB) UseAPIToken(ctx context.Context, tokenHash string, now time.Time) (sessions.User, error) {
	id, err := db.queries.UseAPIToken(ctx, gen.UseAPITokenParams{TokenHash: tokenHash, LastUsedMs: millis(now)})
	if err != nil {
		return sessions.User{}, missingSession(err, "API token", "")
	}
	return db.User(ctx, id)
}

// APITokens returns all tokens, oldest first.
func (db *DB) APITokens(ctx context.Context) ([]sessions.APIToken, error) {
	rows, err := db.queries.ListAPITokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the API tokens: %w", err)
	}
	tokens := make([]sessions.APIToken, 0, len(rows))
	for _, r := range rows {
		tokens = append(tokens, sessions.APIToken{
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
