package database

import (
	"context"
	"fmt"
	"slices"
	"time"

	"practice/database/gen"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

// CreateInvite adds the invite that draft makes of the session and its invites.
func (db *DB) CreateInvite(ctx context.Context, sessionID string, draft func(*sessions.Session, []sessions.Invite) (sessions.Invite, error)) (made sessions.Invite, err error) {
	err = db.changeSession(ctx, sessionID, func(q *gen.Queries, s *sessions.Session) error {
		others, err := invitesOf(ctx, q, sessionID)
		if err != nil {
			return err
		}
		if made, err = draft(s, others); err != nil {
			return err
		}
		return createInvite(ctx, q, made)
	})
	return made, err
}

func createInvite(ctx context.Context, q *gen.Queries, invite sessions.Invite) error {
	usedBy, err := usersToJSON(invite.UsedBy)
	if err != nil {
		return err
	}
	err = q.CreateInvite(ctx, gen.CreateInviteParams{
		TokenHash: invite.TokenHash, SessionID: invite.SessionID, CreatedMs: millis(invite.CreatedAt), ExpiresMs: millis(invite.ExpiresAt),
		ID: invite.ID, Role: string(invite.Role), Knock: invite.Knock, MaxUses: int64(invite.MaxUses), UsedBy: usedBy, RevokedMs: millis(invite.RevokedAt),
	})
	if err != nil {
		return fmt.Errorf("create an invite to session %q: %w", invite.SessionID, err)
	}
	return nil
}

// Invite returns an invite by the hash of its token, and its session.
func (db *DB) Invite(ctx context.Context, tokenHash string) (sessions.Invite, sessions.Session, error) {
	invite, err := getInvite(ctx, db.queries, tokenHash)
	if err != nil {
		return sessions.Invite{}, sessions.Session{}, err
	}
	session, err := getSession(ctx, db.queries, invite.SessionID)
	return invite, session, err
}

// InvitesOf returns the session's invites, oldest first.
func (db *DB) InvitesOf(ctx context.Context, sessionID string) ([]sessions.Invite, error) {
	return invitesOf(ctx, db.queries, sessionID)
}

// RedeemInvite changes an invite and its session in one transaction, which has the
// session's row to itself: however many redeem one at once, each meets what the one
// before has left.
func (db *DB) RedeemInvite(
	ctx context.Context, tokenHash string, guest *people.User, may func(made int) error, change func(*sessions.Session, *sessions.Invite) error,
) (updated sessions.Session, err error) {
	known, err := getInvite(ctx, db.queries, tokenHash)
	if err != nil {
		return sessions.Session{}, err
	}
	err = db.changeSession(ctx, known.SessionID, func(q *gen.Queries, s *sessions.Session) error {
		invite, err := getInvite(ctx, q, tokenHash)
		if err != nil {
			return err
		}
		before, err := storedOf(s)
		if err != nil {
			return err
		}
		uses := len(invite.UsedBy)
		if err := change(s, &invite); err != nil {
			return err
		}
		if guest != nil {
			if err := createGuest(ctx, q, *guest, tokenHash, may); err != nil {
				return err
			}
		}
		if err := saveSession(ctx, q, before, s); err != nil {
			return fmt.Errorf("save session %q: %w", s.ID, err)
		}
		if len(invite.UsedBy) != uses {
			if err := saveInvite(ctx, q, invite); err != nil {
				return err
			}
		}
		updated, err = getSession(ctx, q, s.ID)
		return err
	})
	return updated, err
}

// RevokeInvite withdraws the session's invite with this ID.
func (db *DB) RevokeInvite(ctx context.Context, sessionID, id string, now time.Time) error {
	return db.changeSession(ctx, sessionID, func(q *gen.Queries, _ *sessions.Session) error {
		invites, err := invitesOf(ctx, q, sessionID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(invites, func(i sessions.Invite) bool { return i.ID == id })
		if i < 0 {
			return fmt.Errorf("invite %q of session %q: %w", id, sessionID, problem.NotFound)
		}
		invites[i].Revoke(now)
		return saveInvite(ctx, q, invites[i])
	})
}

func saveInvite(ctx context.Context, q *gen.Queries, invite sessions.Invite) error {
	usedBy, err := usersToJSON(invite.UsedBy)
	if err == nil {
		err = q.SaveInvite(ctx, gen.SaveInviteParams{TokenHash: invite.TokenHash, UsedBy: usedBy, RevokedMs: millis(invite.RevokedAt)})
	}
	if err != nil {
		return fmt.Errorf("save invite %q of session %q: %w", invite.ID, invite.SessionID, err)
	}
	return nil
}

func getInvite(ctx context.Context, q *gen.Queries, tokenHash string) (sessions.Invite, error) {
	row, err := q.GetInvite(ctx, tokenHash)
	if err != nil {
		return sessions.Invite{}, missingSession(err, "invite", "")
	}
	return inviteOf(row)
}

func invitesOf(ctx context.Context, q *gen.Queries, sessionID string) ([]sessions.Invite, error) {
	rows, err := q.ListInvites(ctx, sessionID)
	if err != nil {
		return nil, fmt.Errorf("list the invites of session %q: %w", sessionID, err)
	}
	invites := make([]sessions.Invite, len(rows))
	for i, row := range rows {
		if invites[i], err = inviteOf(row); err != nil {
			return nil, err
		}
	}
	return invites, nil
}

func inviteOf(row gen.Invite) (sessions.Invite, error) {
	usedBy, err := usersFromJSON(row.UsedBy)
	if err != nil {
		return sessions.Invite{}, fmt.Errorf("invite %q of session %q: %w", row.ID, row.SessionID, err)
	}
	return sessions.Invite{
		ID: row.ID, TokenHash: row.TokenHash, SessionID: row.SessionID, Role: sessions.Role(row.Role), Knock: row.Knock, MaxUses: int(row.MaxUses),
		UsedBy: usedBy, CreatedAt: instant(row.CreatedMs), ExpiresAt: instant(row.ExpiresMs), RevokedAt: instant(row.RevokedMs),
	}, nil
}
