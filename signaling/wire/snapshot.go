package wire

import "practice/sessions/shown"

// Snapshot is a session as one participant may see it. Times are Unix
// milliseconds on the server's clock, 0 for none; durations are milliseconds.
type Snapshot struct {
	ID     string          `json:"id"`
	Kind   string          `json:"kind" jsonschema:"enum=solo,enum=paired"`
	State  string          `json:"state" jsonschema:"enum=lobby,enum=running,enum=ended"`
	Format shown.FormatRef `json:"format"`
	// The stages as they were planned. What the clock shows is folded from them
	// and what happened to it since.
	Plan []shown.Stage `json:"plan"`
	// What happened to the clock, in order; none in the lobby.
	Events    []ClockEvent `json:"events"`
	Leg       int          `json:"leg"`
	EndedAtMS int64        `json:"ended_at_ms"`
	EndReason string       `json:"end_reason"`
	// A voice is being recorded now.
	Recording bool `json:"recording"`
	// One for each leg; what may not be seen is empty.
	Questions    []shown.Question `json:"questions"`
	Participants []Participant    `json:"participants"`
	// Who waits at the door to be let in; the host alone is told.
	Knocks []Knock `json:"knocks,omitempty"`
	// This participant's own clips of the session.
	ClipIDs       []string       `json:"clip_ids"`
	RecordingClip *RecordingClip `json:"recording_clip,omitempty"`
	// How the server hears the one who is recorded; empty while nobody is.
	Voice string `json:"voice" jsonschema:"enum=,enum=arriving,enum=silent,enum=missing"`
	// The page of the one who is recorded keeps a copy of the voice: it has said so,
	// and has not gone away since.
	Keeping bool `json:"keeping"`
	// How much room the server has for recordings.
	Disk string `json:"disk" jsonschema:"enum=,enum=low,enum=full"`
	// A program speaks here over WHIP; pages look on.
	Program bool `json:"program"`
}

// ClockEvent is something that happened to the clock. The first is the start,
// position 0, which lies ahead during the countdown.
type ClockEvent struct {
	Kind string `json:"kind" jsonschema:"enum=start,enum=pause,enum=resume,enum=extend,enum=skip"`
	AtMS int64  `json:"at_ms"`
	// For how long an extension is.
	ByMS int64 `json:"by_ms,omitempty"`
}

// RecordingClip is the clip for which this participant is recorded, from the
// countdown on.
type RecordingClip struct {
	ID string `json:"id"`
	// Position 0 of its time line.
	AtMS int64 `json:"at_ms"`
}

// Knock is somebody who waits to be let in.
type Knock struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// What they would be.
	Role string `json:"role" jsonschema:"enum=candidate,enum=interviewer,enum=observer"`
	AtMS int64  `json:"at_ms"`
}

// Participant is a person in the session.
type Participant struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role" jsonschema:"enum=candidate,enum=interviewer,enum=observer"`
	Consented bool   `json:"consented"`
	// The page is there.
	Connected bool `json:"connected"`
	// Voices flow, both ways.
	Hears bool `json:"hears"`
	Owner bool `json:"owner"`
}
