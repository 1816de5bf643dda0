package sessions

import "time"

// Countdown is the time between the announcement of a start and position 0.
const Countdown = 3 * time.Second

// Clock is the time of a running session: the stages laid out from an instant.
// It is the server's; pages only display it.
type Clock struct {
	// StartedAt is position 0, announced [Countdown] ahead.
	StartedAt time.Time
	// Plan holds the stages with the durations that hold for this session: a
	// stage that was left early is shortened in it.
	Plan []Stage
}

// Reading is what a clock shows at one instant.
type Reading struct {
	// Stage is the index in Plan; -1 during the countdown, len(Plan) at the end.
	Stage int
	// Position is the time since position 0, at most the plan's length;
	// negative during the countdown.
	Position time.Duration
	// StageEnds is the position at which the stage ends.
	StageEnds time.Duration
}

// Duration is the length of the plan.
func (c Clock) Duration() time.Duration { return Format{Stages: c.Plan}.Duration() }

// Read returns what the clock shows at now.
func (c Clock) Read(now time.Time) Reading {
	position := now.Sub(c.StartedAt)
	if position < 0 {
		return Reading{Stage: -1, Position: position}
	}
	var ends time.Duration
	for i, s := range c.Plan {
		ends += s.Duration
		if position < ends {
			return Reading{Stage: i, Position: position, StageEnds: ends}
		}
	}
	return Reading{Stage: len(c.Plan), Position: ends, StageEnds: ends}
}

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

// Skip returns a clock on which the stage that runs at now ends at now. It
// changes nothing during the countdown and after the end.
func (c Clock) Skip(now time.Time) Clock {
	r := c.Read(now)
	if r.Stage < 0 || r.Stage >= len(c.Plan) {
		return c
	}
	plan := append([]Stage(nil), c.Plan...)
	plan[r.Stage].Duration -= r.StageEnds - r.Position
	return Clock{StartedAt: c.StartedAt, Plan: plan}
}
