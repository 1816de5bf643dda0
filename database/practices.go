package database

import (
	"context"
	"fmt"

	"practice/database/gen"
	"practice/sessions"
)

// CreateSession adds a session with its participants.
func (db *DB) CreateSession(ctx context.Context, s sessions.Session) error {
	format, err := toJSON(s.Format)
	if err != nil {
		return err
	}
	questions, plan, err := questionsAndPlan(&s)
	if err != nil {
		return err
	}
	err = db.transact(ctx, func(q *gen.Queries) error {
		if err := q.CreateSession(ctx, gen.CreateSessionParams{
			ID: s.ID, OwnerID: s.OwnerID, Kind: string(s.Kind), Format: format, Questions: questions, Plan: plan, Leg: int64(s.Leg),
			CreatedMs: millis(s.CreatedAt), StartedMs: millis(s.Clock.StartedAt), EndedMs: millis(s.EndedAt), EndReason: string(s.EndReason),
		}); err != nil {
			return err
		}
		return putParticipants(ctx, q, &s)
	})
	if err != nil {
		return fmt.Errorf("create session %q: %w", s.ID, err)
	}
	return nil
}

// Session returns a session.
func (db *DB) Session(ctx context.Context, id string) (sessions.Session, error) {
	return getSession(ctx, db.queries, id)
}

// UpdateSession changes a session in one transaction. Raising the revision
// first takes the row's lock on PostgreSQL; on SQLite the transaction has the
// write lock anyway.
func (db *DB) UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (updated sessions.Session, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		row, err := q.LockSession(ctx, id)
		if err != nil {
			return missingSession(err, "session", id)
		}
		s, err := sessionOf(ctx, q, row)
		if err != nil {
			return err
		}
		if err := change(&s); err != nil {
			return err
		}
		if err := saveSession(ctx, q, &s); err != nil {
			return fmt.Errorf("save session %q: %w", id, err)
		}
		updated, err = getSession(ctx, q, id)
		return err
	})
	return updated, err
}

// SessionsOf returns the user's sessions, newest first.
func (db *DB) SessionsOf(ctx context.Context, userID string, limit int) ([]sessions.Session, error) {
	rows, err := db.queries.ListSessionsOf(ctx, gen.ListSessionsOfParams{UserID: userID, Limit: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list the sessions of user %q: %w", userID, err)
	}
	return db.sessionsOf(ctx, rows)
}

// RunningSessions returns every session that has started and not ended.
func (db *DB) RunningSessions(ctx context.Context) ([]sessions.Session, error) {
	rows, err := db.queries.ListRunningSessions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the running sessions: %w", err)
	}
	return db.sessionsOf(ctx, rows)
}

func (db *DB) sessionsOf(ctx context.Context, rows []gen.Session) ([]sessions.Session, error) {
	all := make([]sessions.Session, 0, len(rows))
	for _, row := range rows {
		s, err := sessionOf(ctx, db.queries, row)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func getSession(ctx context.Context, q *gen.Queries, id string) (sessions.Session, error) {
	row, err := q.GetSession(ctx, id)
	if err != nil {
		return sessions.Session{}, missingSession(err, "session", id)
	}
	return sessionOf(ctx, q, row)
}

func sessionOf(ctx context.Context, q *gen.Queries, row gen.Session) (sessions.Session, error) {
	s := sessions.Session{
		ID: row.ID, OwnerID: row.OwnerID, Kind: sessions.Kind(row.Kind), Leg: int(row.Leg), CreatedAt: instant(row.CreatedMs),
		Clock: sessions.Clock{StartedAt: instant(row.StartedMs)}, EndedAt: instant(row.EndedMs), EndReason: sessions.EndReason(row.EndReason),
	}
	for _, column := range []struct {
		data string
		into any
	}{{row.Format, &s.Format}, {row.Questions, &s.Questions}, {row.Plan, &s.Clock.Plan}} {
		if err := fromJSON(column.data, column.into); err != nil {
			return sessions.Session{}, fmt.Errorf("session %q: %w", row.ID, err)
		}
	}
	participants, err := q.ListParticipants(ctx, row.ID)
	if err != nil {
		return sessions.Session{}, fmt.Errorf("list the participants of session %q: %w", row.ID, err)
	}
	for _, p := range participants {
		s.Participants = append(s.Participants, sessions.Participant{
			UserID: p.UserID, Name: p.Name, Role: sessions.Role(p.Role), JoinedAt: instant(p.JoinedMs), ConsentedAt: instant(p.ConsentedMs),
		})
	}
	return s, nil
}

func saveSession(ctx context.Context, q *gen.Queries, s *sessions.Session) error {
	questions, plan, err := questionsAndPlan(s)
	if err != nil {
		return err
	}
	if err := q.SaveSession(ctx, gen.SaveSessionParams{
		ID: s.ID, Questions: questions, Plan: plan, Leg: int64(s.Leg),
		StartedMs: millis(s.Clock.StartedAt), EndedMs: millis(s.EndedAt), EndReason: string(s.EndReason),
	}); err != nil {
		return err
	}
	if err := q.DeleteParticipants(ctx, s.ID); err != nil {
		return err
	}
	return putParticipants(ctx, q, s)
}

func putParticipants(ctx context.Context, q *gen.Queries, s *sessions.Session) error {
	for seat, p := range s.Participants {
		if err := q.AddParticipant(ctx, gen.AddParticipantParams{
			SessionID: s.ID, UserID: p.UserID, Seat: int64(seat), Name: p.Name, Role: string(p.Role),
			JoinedMs: millis(p.JoinedAt), ConsentedMs: millis(p.ConsentedAt),
		}); err != nil {
			return err
		}
	}
	return nil
}

func questionsAndPlan(s *sessions.Session) (questions, plan string, err error) {
	if questions, err = toJSON(s.Questions); err != nil {
		return "", "", err
	}
	plan, err = toJSON(s.Clock.Plan)
	return questions, plan, err
}
