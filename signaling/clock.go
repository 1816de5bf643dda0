package signaling

import (
	"errors"
	"time"

	"practice/sessions"
)

// never is far enough for a timer that only an event will set again.
const never = time.Hour

// retryAfter is the wait after a change that the database refused.
const retryAfter = time.Second

// errNothing: the clock asks for no change.
var errNothing = errors.New("nothing to change")

// tick does what the time asks for: the next stage, the next leg, the end.
func (r *room) tick() {
	if r.endVoiceless() || r.session.State() != sessions.Running {
		return
	}
	err := r.change(func(s *sessions.Session, now time.Time) error {
		if !r.deserted.IsZero() && now.Sub(r.deserted) >= absence {
			s.Abandon(maxTime(r.deserted, s.Clock.StartedAt), sessions.EndedByAbsence)
			return nil
		}
		if !s.Advance(now) {
			return errNothing
		}
		return nil
	})
	r.retryAt = time.Time{}
	switch {
	case errors.Is(err, errNothing): // a stage of the same leg, or position 0
		r.publish()
	case err != nil:
		r.retryAt = time.Now().Add(retryAfter)
		r.log.Error("session could not go on", "err", err)
	}
}

// schedule sets the timer for the next instant at which time alone changes
// something.
func (r *room) schedule(now time.Time) {
	next := never
	if r.session.State() == sessions.Running {
		clock := r.session.Clock
		reading := clock.Read(now)
		at := clock.StartedAt
		if reading.Stage >= 0 {
			at = clock.StartedAt.Add(reading.StageEnds)
		}
		// A moment later, so that the clock has certainly passed it.
		next = at.Sub(now) + time.Millisecond
		if !r.deserted.IsZero() {
			next = min(next, r.deserted.Add(absence).Sub(now))
		}
		next = max(next, time.Millisecond)
	}
	if r.whip != nil && r.session.State() != sessions.Ended && !r.whip.gone.IsZero() {
		next = max(min(next, r.whip.gone.Add(whipAbsence).Sub(now)), time.Millisecond)
	}
	next = max(next, r.retryAt.Sub(now))
	r.timer.Reset(next)
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
