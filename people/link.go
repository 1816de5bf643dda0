package people

import "time"

// SignInLinkLifetime is how long an unused sign-in link works.
const SignInLinkLifetime = 24 * time.Hour

// SignInLink is a link that signs its holder in, once.
type SignInLink struct {
	// TokenHash is [HashToken] of the token in the link.
	TokenHash string
	// UserID is the user the link belongs to; empty for a link that makes a
	// new user of its holder.
	UserID string
	// Name is the name of the user to be made.
	Name      string
	CreatedAt time.Time
	ExpiresAt time.Time
}
