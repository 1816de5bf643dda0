package database

import (
	"context"
	"fmt"

	"practice/database/gen"
	"practice/sessions"
)

// CreateInvite adds an invite.
func (db *DB) CreateInvite(ctx context.Context, invite sessions.Invite) error {
	err := db.queries.CreateInvite(ctx, gen.CreateInviteParams{
		TokenHash: invite.TokenHash, SessionID: invite.SessionID, CreatedMs: millis(invite.CreatedAt), ExpiresMs: millis(invite.ExpiresAt),
	})
	if err != nil {
		return fmt.Errorf("create an invite to session %q: %w", invite.SessionID, err)
	}
	return nil
}

// Invite returns an invite by the hash of its token.
func (db *DB) Invite(ctx context.Context, tokenHash string) (sessions.Invite, error) {
	row, err := db.queries.GetInvite(ctx, tokenHash)
	if err != nil {
		return sessions.Invite{}, missingSession(err, "invite", "")
	}
	return sessions.Invite{
		TokenHash: row.TokenHash, SessionID: row.SessionID, CreatedAt: instant(row.CreatedMs), ExpiresAt: instant(row.ExpiresMs),
	}, nil
}
