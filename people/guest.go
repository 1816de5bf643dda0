package people

import "time"

const (
	// GuestUnused is how long a guest's login lasts without being used.
	GuestUnused = 30 * 24 * time.Hour
	// GuestLogin is how long it lasts at most.
	GuestLogin = 90 * 24 * time.Hour
	// GuestGrace is how long after the end of the login a guest's clips are kept, which
	// nobody can open any more: an operator may still be asked for something.
	GuestGrace = 30 * 24 * time.Hour
)
