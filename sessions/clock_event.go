package sessions

import "time"

// EventKind is the code of what happened to a clock.
type EventKind string

// The events.
const (
	// StartEvent: At is position 0.
	StartEvent EventKind = "start"
	// PauseEvent: position stands still from At on.
	PauseEvent EventKind = "pause"
	// ResumeEvent: it goes on.
	ResumeEvent EventKind = "resume"
	// ExtendEvent: the stage that runs at At becomes longer by By.
	ExtendEvent EventKind = "extend"
	// SkipEvent: the stage that runs at At ends at At.
	SkipEvent EventKind = "skip"
)

// ClockEvent is something that happened to a clock.
type ClockEvent struct {
	Kind EventKind
	At   time.Time
	// By is for how long an extension is; else 0.
	By time.Duration
}
