package sessions

import (
	"time"

	"practice/problem"
)

// InviteLifetime is how long an invite link opens a session.
const InviteLifetime = 24 * time.Hour

// Invite lets whoever holds its token take a seat in one session.
type Invite struct {
	// TokenHash is [people.HashToken] of the token in the link.
	TokenHash string
	SessionID string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Open returns [problem.Expired] when the invite's time has passed at now.
func (i Invite) Open(now time.Time) error {
	if !now.Before(i.ExpiresAt) {
		return problem.Expired
	}
	return nil
}
