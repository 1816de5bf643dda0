package sessions

import "time"

// Medium is the code of how a format is carried out.
type Medium string

// The media.
const (
	Verbal     Medium = "verbal"
	Whiteboard Medium = "whiteboard"
	LiveCoding Medium = "live_coding"
)

// Stage is one timed part of a format.
type Stage struct {
	Name string
	// Purpose tells the candidate in one sentence what to do in the stage.
	Purpose  string
	Duration time.Duration
	// Leg numbers the assignment of roles the stage belongs to, from 0. It
	// never decreases from one stage to the next and rises by one at a swap.
	Leg int
}

// Format is a named list of stages.
type Format struct {
	// ID is the stable name: "explain-a-concept".
	ID     string
	Name   string
	Medium Medium
	// Summary says in one sentence what the format rehearses.
	Summary string
	// Kinds lists the kinds of session the format suits.
	Kinds  []Kind
	Stages []Stage
}

// Duration is the sum of the stages.
func (f Format) Duration() time.Duration {
	var sum time.Duration
	for _, s := range f.Stages {
		sum += s.Duration
	}
	return sum
}

// Legs counts the assignments of roles: 1, or 2 for a peer swap.
func (f Format) Legs() int {
	if len(f.Stages) == 0 {
		return 0
	}
	return f.Stages[len(f.Stages)-1].Leg + 1
}

// LegBounds returns where leg begins and ends on the format's time line.
func (f Format) LegBounds(leg int) (begin, end time.Duration) {
	var at time.Duration
	begin = -1
	for _, s := range f.Stages {
		if s.Leg == leg {
			if begin < 0 {
				begin = at
			}
			end = at + s.Duration
		}
		at += s.Duration
	}
	return max(begin, 0), end
}

// Suits reports whether the format can be used for a session of this kind.
func (f Format) Suits(kind Kind) bool {
	for _, k := range f.Kinds {
		if k == kind {
			return true
		}
	}
	return false
}
