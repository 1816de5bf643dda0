package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"practice/database/gen"
	"practice/people"
	"practice/sessions"
)

// CreateSession adds a session with its participants, if its owner fulfils the
// conditions.
func (db *DB) CreateSession(ctx context.Context, s sessions.Session, conditions ...people.Condition) error {
	format, err := formatToJSON(s.Format)
	if err != nil {
		return err
	}
	stored, err := storedOf(&s)
	if err != nil {
		return err
	}
	err = db.transact(ctx, func(q *gen.Queries) error {
		for _, may := range conditions {
			if err := checkUsage(ctx, q, s.OwnerID, s.CreatedAt, may); err != nil {
				return err
			}
		}
		c := stored.course
		if err := q.CreateSession(ctx, gen.CreateSessionParams{
			ID: s.ID, OwnerID: s.OwnerID, Kind: string(s.Kind), Format: format, Questions: stored.questions, Clock: c.Clock, Leg: c.Leg,
			CreatedMs: millis(s.CreatedAt), StartedMs: c.StartedMs, EndedMs: c.EndedMs, EndReason: c.EndReason, Door: stored.door,
		}); err != nil {
			return err
		}
		return saveSeats(ctx, q, nil, stored.seats)
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

// UpdateSession changes a session in one transaction, which writes what differs.
// A session that change refuses to alter is returned as it was read.
func (db *DB) UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (updated sessions.Session, err error) {
	return db.updateSession(ctx, id, change, func(*gen.Queries, *sessions.Session) error { return nil })
}

// StartSession is UpdateSession for a change that starts the session, if those whom it
// records fulfil the condition. It counts nothing in, so it locks none of them.
func (db *DB) StartSession(ctx context.Context, id string, change func(*sessions.Session) error, may people.Condition) (sessions.Session, error) {
	return db.updateSession(ctx, id, change, func(q *gen.Queries, s *sessions.Session) error {
		for _, userID := range s.ToRecord() {
			usage, err := usageOf(ctx, q, userID, s.Clock.StartedAt())
			if err != nil {
				return err
			}
			if err := may(usage); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) updateSession(ctx context.Context, id string, change func(*sessions.Session) error, check func(*gen.Queries, *sessions.Session) error) (updated sessions.Session, err error) {
	err = db.changeSession(ctx, id, func(q *gen.Queries, s *sessions.Session) error {
		before, err := storedOf(s)
		if err != nil {
			return err
		}
		updated = *s
		updated.Participants = slices.Clone(s.Participants)
		if err := change(s); err != nil {
			return err
		}
		if err := check(q, s); err != nil {
			return err
		}
		if err := saveSession(ctx, q, before, s); err != nil {
			return fmt.Errorf("save session %q: %w", id, err)
		}
		updated, err = getSession(ctx, q, id)
		return err
	})
	return updated, err
}

// changeSession does something in a transaction that has the session to itself.
// Raising the revision first takes the row's lock on PostgreSQL; on SQLite the
// transaction has the write lock anyway.
func (db *DB) changeSession(ctx context.Context, id string, do func(*gen.Queries, *sessions.Session) error) error {
	return db.transact(ctx, func(q *gen.Queries) error {
		if err := affected(q.LockSession(ctx, id)); err != nil {
			return missingSession(err, "session", id)
		}
		s, err := getSession(ctx, q, id)
		if err != nil {
			return err
		}
		return do(q, &s)
	})
}

// RunningSessions returns every session that has started and not ended.
func (db *DB) RunningSessions(ctx context.Context) ([]sessions.Session, error) {
	rows, err := db.queries.ListRunningSessions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the running sessions: %w", err)
	}
	return sessionsOf(rows)
}

func getSession(ctx context.Context, q *gen.Queries, id string) (sessions.Session, error) {
	rows, err := q.GetSession(ctx, id)
	if err == nil && len(rows) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return sessions.Session{}, missingSession(err, "session", id)
	}
	all, err := sessionsOf(rows)
	if err != nil {
		return sessions.Session{}, err
	}
	return all[0], nil
}

// seat is a row of the queries that read sessions: one participant with the
// session.
type seat struct {
	Session     gen.Session
	Participant gen.Participant
}

// sessionsOf gathers rows in which the seats of a session follow one another.
func sessionsOf[Row ~struct {
	Session     gen.Session
	Participant gen.Participant
}](rows []Row) ([]sessions.Session, error) {
	all := []sessions.Session{}
	for _, row := range rows {
		r := seat(row)
		if len(all) == 0 || all[len(all)-1].ID != r.Session.ID {
			s, err := sessionOf(r.Session)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
		last := &all[len(all)-1]
		last.Participants = append(last.Participants, participantOf(r.Participant))
	}
	return all, nil
}

// sessionOf returns the session of a row, without its participants.
func sessionOf(row gen.Session) (sessions.Session, error) {
	s := sessions.Session{
		ID: row.ID, OwnerID: row.OwnerID, Kind: sessions.Kind(row.Kind), Leg: int(row.Leg), CreatedAt: instant(row.CreatedMs),
		EndedAt: instant(row.EndedMs), EndReason: sessions.EndReason(row.EndReason),
	}
	var failed [4]error
	s.Format, failed[0] = formatFromJSON(row.Format)
	s.Questions, failed[1] = questionsFromJSON(row.Questions)
	s.Clock, failed[2] = clockFromJSON(row.Clock)
	s.Door, failed[3] = doorFromJSON(row.Door)
	if err := errors.Join(failed[:]...); err != nil {
		return sessions.Session{}, fmt.Errorf("session %q: %w", row.ID, err)
	}
	return s, nil
}

func participantOf(row gen.Participant) sessions.Participant {
	return sessions.Participant{
		UserID: row.UserID, Name: row.Name, Role: sessions.Role(row.Role), JoinedAt: instant(row.JoinedMs), ConsentedAt: instant(row.ConsentedMs),
	}
}
