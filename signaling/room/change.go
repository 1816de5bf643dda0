package room

import (
	"context"
	"errors"
	"slices"
	"time"

	"practice/problem"
	"practice/sessions"
	"practice/signaling/ledger"
)

// rule alters a session, or refuses with an error and alters nothing. It is
// called with the room's session and with the database's, maybe several times
// and on any goroutine: it uses nothing of the room's.
type rule func(*sessions.Session) error

// decision is a rule that was carried out in the room and that the database has
// yet to keep.
type decision struct{ rule rule }

// visit is what a rule met in the database.
type visit struct {
	// row is the session as it is there now.
	row sessions.Session
	// refused is the rule's error.
	refused error
	// tried: the rule was carried out there, so an error leaves open whether
	// that was kept.
	tried bool
}

// update is how the database takes a rule; [Sessions] says how.
type update func(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error)

// apply makes the visit that applies the rule to the row.
func (v *visit) apply(r *Room, by update, rule rule) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*v = visit{}
		v.row, err = by(ctx, r.id, func(s *sessions.Session) error {
			v.refused = rule(s)
			v.tried = v.refused == nil
			return v.refused
		})
		if v.refused != nil {
			return nil
		}
		return err
	}
}

// start is the update by which the session starts.
func (r *Room) start(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error) {
	return r.config.Sessions.StartSession(ctx, id, change, r.config.MayBeRecorded)
}

// ask alters the session in the database and, if that works in time, here. What
// has no answer in time is refused.
func (r *Room) ask(q *request, rule rule) { r.askBy(q, r.config.Sessions.UpdateSession, rule) }

func (r *Room) askBy(q *request, by update, rule rule) {
	if r.asked >= mostAsked {
		q.settle(errBusy)
		return
	}
	v := &visit{}
	r.asked++
	r.ledger.Once(v.apply(r, by, q.unlessSignedOut(rule)), func(err error) {
		r.asked--
		switch {
		case ledger.IsFault(err):
			r.broke(err)
		case err == nil:
			r.adopt(q, v.row)
			q.settle(v.refused)
			r.unseat()
		case errors.Is(err, problem.NotFound), errors.Is(err, problem.StorageQuota):
			q.settle(err)
		case v.tried:
			r.log.Error("the database did not say whether it kept a change", "err", err)
			q.settle(errUncertain)
			r.reload()
		default:
			r.log.Error("the database does not take a change", "err", err)
			q.settle(ledger.ErrUnavailable)
		}
	})
}

// decide alters the session here at once, and then in the database, however
// long that takes: what the clock asks for and the end can't wait. The cause is
// the request for it, if there is one.
func (r *Room) decide(cause *request, rule rule) error {
	if err := rule(&r.session); err != nil {
		return err
	}
	r.keep(rule)
	r.follow(cause)
	return nil
}

// keep writes a decision to the database, until it is there.
func (r *Room) keep(rule rule) {
	d, v := &decision{rule}, &visit{}
	r.decided = append(r.decided, d)
	r.ledger.Always(v.apply(r, r.config.Sessions.UpdateSession, rule), func(err error) {
		r.decided = slices.DeleteFunc(r.decided, func(other *decision) bool { return other == d })
		switch {
		case ledger.IsFault(err):
			r.broke(err)
		case err != nil:
			r.log.Error("the database did not keep what was decided; the next start ends the session", "err", err)
		default: // where the rule was refused, somebody else had decided before
			r.adopt(nil, v.row)
			r.unseat()
		}
	})
}

// reload follows a change that was made in the database.
func (r *Room) reload() {
	var row sessions.Session
	r.asked++
	r.ledger.Always(r.read(&row), func(err error) {
		r.asked--
		if errors.Is(err, problem.NotFound) {
			r.dissolve() // it was deleted
			return
		}
		if err != nil {
			r.log.Error("session can't be read", "err", err)
			return
		}
		r.adopt(nil, row)
		r.unseat()
	})
}

func (r *Room) read(row *sessions.Session) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*row, err = r.config.Sessions.Session(ctx, r.id)
		return err
	}
}

// adopt goes on with the session as the database has it, and what was decided
// since.
func (r *Room) adopt(cause *request, row sessions.Session) {
	row.Participants = slices.Clone(row.Participants)
	for _, d := range r.decided {
		// One that is refused now is overtaken by what the row says.
		_ = d.rule(&row)
	}
	r.session = row
	r.follow(cause)
}

// follow brings recording, voices and pages in line with the session.
func (r *Room) follow(cause *request) {
	if r.faulted {
		return
	}
	r.record(time.Now())
	r.hangUp()
	r.publish(cause)
}
