package room

import (
	"slices"
	"time"

	"practice/sessions"
)

// never is far enough for a timer that only an event will set again.
const never = time.Hour

// tick does what the time asks for: the next stage, the next leg, the end.
// Whatever it finds is done here at once, so that the timer is set for what
// comes next.
func (r *Room) tick() {
	now := instant()
	if r.faulted || r.endVoiceless(now) || r.session.State() != sessions.Running {
		return
	}
	r.ticked = r.session.Clock.Read(now).Stage
	if !r.deserted.IsZero() && now.Sub(r.deserted) >= absence {
		since := r.deserted
		r.abandon(func(s *sessions.Session) time.Time { return later(since, s.Clock.StartedAt()) }, sessions.EndedByAbsence)
		return
	}
	if !r.session.Advance(now) { // a stage of the same leg, or position 0
		r.publish(nil)
		return
	}
	r.keep(func(s *sessions.Session) error {
		s.Advance(now)
		return nil
	})
	r.follow(nil)
}

// abandon ends a session that nobody ends.
func (r *Room) abandon(at func(*sessions.Session) time.Time, why sessions.EndReason) {
	// The rule refuses nothing.
	_ = r.decide(nil, func(s *sessions.Session) error {
		s.Abandon(at(s), why)
		return nil
	})
}

// schedule sets the timer for the next instant at which time alone changes
// something.
func (r *Room) schedule() {
	now := time.Now()
	next := never
	if r.session.State() == sessions.Running {
		if r.session.Clock.Read(now).Stage != r.ticked {
			next = 0 // the stage is another already, and nothing was done about it
		} else if at, known := r.session.Clock.Next(now); known {
			// A moment later, so that the clock has certainly passed it.
			next = at.Sub(now) + time.Millisecond
		}
		if !r.deserted.IsZero() {
			next = min(next, r.deserted.Add(absence).Sub(now))
		}
		next = max(next, time.Millisecond)
	}
	if missed := r.program.missedAt(); r.session.State() != sessions.Ended && !missed.IsZero() {
		next = max(min(next, missed.Sub(now)), time.Millisecond)
	}
	r.timer.Reset(next)
}

// later is the later of two instants.
func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }
