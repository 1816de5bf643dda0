package people

import "time"

// MaxNameLength bounds the name of a user or participant, in characters.
const MaxNameLength = 60

// User is whoever holds a login or a guest cookie.
type User struct {
	ID   string
	Name string
	// Guest is true for a user without credentials. A guest owns clips like
	// anybody else and can become a full user later without losing them.
	Guest     bool
	CreatedAt time.Time
}
