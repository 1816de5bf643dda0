package sessions

import (
	"slices"
	"time"
)

// Countdown is the time between the announcement of a start and position 0.
const Countdown = 3 * time.Second

// Clock is the time of a session: what was planned, and what happened to it. It
// is the server's; pages fold the same events and show the same
// (testdata/clock has what both must read). Position 0 is the start; position
// stands still while the clock is paused.
type Clock struct {
	// Plan holds the stages as they were planned; empty in the lobby. What
	// happens changes no plan.
	Plan []Stage
	// Events happened in this order. The first is the start.
	Events []ClockEvent
}

// Reading is what a clock shows at one instant.
type Reading struct {
	// Stage is the index in Plan; -1 during the countdown and before a start,
	// len(Plan) at the end.
	Stage int
	// Position is the time since position 0 without pauses, at most the length of
	// all stages; negative during the countdown.
	Position time.Duration
	// StageEnds is the position at which the stage ends.
	StageEnds time.Duration
	// Paused: position stands still.
	Paused bool
}

// StartedAt is position 0, announced [Countdown] ahead; zero in the lobby.
func (c Clock) StartedAt() time.Time {
	if len(c.Events) == 0 {
		return time.Time{}
	}
	return c.Events[0].At
}

// Read returns what the clock shows at now. Events that lie ahead have not
// happened, but for the start.
func (c Clock) Read(now time.Time) Reading {
	f := c.fold(now)
	return f.reading(now)
}

// Stages returns the plan with the durations that hold after all events: a stage
// that was skipped is shorter, one that was extended longer.
func (c Clock) Stages() []Stage {
	stages := slices.Clone(c.Plan)
	for i, duration := range c.fold(forever()).durations {
		stages[i].Duration = duration
	}
	return stages
}

// Duration is the length of all stages after all events.
func (c Clock) Duration() time.Duration { return Format{Stages: c.Stages()}.Duration() }

// Leg returns the leg that r is in; during the countdown the first, at the end
// the last.
func (c Clock) Leg(r Reading) int {
	switch {
	case len(c.Plan) == 0 || r.Stage < 0:
		return 0
	case r.Stage >= len(c.Plan):
		return c.Plan[len(c.Plan)-1].Leg
	}
	return c.Plan[r.Stage].Leg
}

// Instant returns when the clock first shows position, as far as is known after
// all events. It reports false when it does not get there: it is paused before,
// or was not started.
func (c Clock) Instant(position time.Duration) (time.Time, bool) {
	if len(c.Events) == 0 {
		return time.Time{}, false
	}
	f := c.fold(forever())
	for _, p := range f.pauses {
		if position <= p.position {
			break
		}
		if p.length < 0 {
			return time.Time{}, false
		}
	}
	return f.instant(position), true
}

// LegBounds returns when a leg begins and ends. The end is zero when the clock is
// paused before it.
func (c Clock) LegBounds(leg int) (begin, end time.Time) {
	from, to := Format{Stages: c.Stages()}.LegBounds(leg)
	begin, _ = c.Instant(from)
	end, _ = c.Instant(to)
	return begin, end
}

// Ends returns when the last stage ends. It reports false while the clock is
// paused.
func (c Clock) Ends() (time.Time, bool) { return c.Instant(c.Duration()) }

// Next returns the instant after now at which time alone changes what the clock
// shows: position 0, or the end of a stage. It reports false when there is none.
func (c Clock) Next(now time.Time) (time.Time, bool) {
	r := c.Read(now)
	switch {
	case len(c.Events) == 0 || r.Paused || r.Stage >= len(c.Plan):
		return time.Time{}, false
	case r.Stage < 0:
		return c.StartedAt(), true
	}
	return now.Add(r.StageEnds - r.Position), true
}

// With returns the clock after one more event; this one stays as it is. Events
// happen at whole milliseconds: pages and the database know no others, and all
// must read the same.
func (c Clock) With(e ClockEvent) Clock {
	e.At, e.By = e.At.Truncate(time.Millisecond), e.By.Truncate(time.Millisecond)
	return Clock{Plan: c.Plan, Events: append(slices.Clip(c.Events), e)}
}
