package sessions

import "time"

// Role is what a participant does in a leg.
type Role string

// The roles. Only a candidate is recorded.
const (
	Candidate   Role = "candidate"
	Interviewer Role = "interviewer"
	Observer    Role = "observer"
)

// swapped returns the role that takes the place of r at a swap.
func (r Role) swapped() Role {
	switch r {
	case Candidate:
		return Interviewer
	case Interviewer:
		return Candidate
	case Observer:
	}
	return r
}

// Participant is a person in a session.
type Participant struct {
	// UserID identifies the participant within the session too: a person has
	// one seat.
	UserID string
	Name   string
	// Role is the role of the leg that runs or comes next.
	Role     Role
	JoinedAt time.Time
	// ConsentedAt is when the participant agreed to the recording; zero
	// before that.
	ConsentedAt time.Time
}

// Consented reports whether the participant agreed to the recording.
func (p Participant) Consented() bool { return !p.ConsentedAt.IsZero() }
