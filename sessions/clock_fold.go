package sessions

import "time"

// fold is what a clock's events come to.
type fold struct {
	started bool
	start   time.Time
	// durations are those of the stages.
	durations []time.Duration
	// pauses lie in the order of time; the last may go on.
	pauses []pause
}

// pause is a stretch for which position stood still.
type pause struct {
	position time.Duration
	at       time.Time
	// length is negative while the pause goes on.
	length time.Duration
}

// forever is after every event.
func forever() time.Time { return time.Unix(1<<40, 0) }

// fold carries the events out that happened until now.
func (c Clock) fold(until time.Time) fold {
	f := fold{durations: make([]time.Duration, 0, len(c.Plan))}
	for _, s := range c.Plan {
		f.durations = append(f.durations, s.Duration)
	}
	for _, e := range c.Events {
		if e.Kind != StartEvent && e.At.After(until) {
			break
		}
		f.happen(e)
	}
	return f
}

// happen carries one event out. One that does not suit, as where a stage is
// skipped and none runs, changes nothing: the session's rules refuse it before.
func (f *fold) happen(e ClockEvent) {
	r := f.reading(e.At)
	runs := r.Stage >= 0 && r.Stage < len(f.durations)
	switch e.Kind {
	case StartEvent:
		if !f.started {
			f.started, f.start = true, e.At
		}
	case PauseEvent:
		if runs && !r.Paused {
			f.pauses = append(f.pauses, pause{position: r.Position, at: e.At, length: -1})
		}
	case ResumeEvent:
		if r.Paused {
			last := &f.pauses[len(f.pauses)-1]
			last.length = e.At.Sub(last.at)
		}
	case ExtendEvent:
		if runs {
			f.durations[r.Stage] += e.By
		}
	case SkipEvent:
		if runs && !r.Paused {
			f.durations[r.Stage] -= r.StageEnds - r.Position
		}
	}
}

// reading is what the clock shows at now, when nothing else happens.
func (f *fold) reading(now time.Time) Reading {
	if !f.started {
		return Reading{Stage: -1}
	}
	position, paused := f.position(now)
	if position < 0 {
		return Reading{Stage: -1, Position: position}
	}
	var ends time.Duration
	for i, duration := range f.durations {
		ends += duration
		if position < ends {
			return Reading{Stage: i, Position: position, StageEnds: ends, Paused: paused}
		}
	}
	return Reading{Stage: len(f.durations), Position: ends, StageEnds: ends}
}

// position is the time since the start without the pauses.
func (f *fold) position(now time.Time) (at time.Duration, paused bool) {
	at = now.Sub(f.start)
	for _, p := range f.pauses {
		if now.Before(p.at) {
			break
		}
		if p.length < 0 || now.Before(p.at.Add(p.length)) {
			return p.position, true
		}
		at -= p.length
	}
	return at, false
}

// instant is when the clock first shows a position that it gets to.
func (f *fold) instant(position time.Duration) time.Time {
	at := f.start.Add(position)
	for _, p := range f.pauses {
		if position <= p.position {
			break
		}
		at = at.Add(p.length)
	}
	return at
}
