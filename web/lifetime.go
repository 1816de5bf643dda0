package web

import (
	"time"

	"practice/people"
)

const day = 24 * time.Hour

// lifetime is how long a login lasts.
type lifetime struct {
	// unused is how long it lasts without being used.
	unused time.Duration
	// whole is how long it lasts however often it is used; 0 for as long as it is.
	whole time.Duration
}

// lifetimeOf returns how long a login of a user lasts: unused, the longest that
// browsers keep a cookie, since people come back to their library; and that long at
// most, 0 for as long as it is used. A guest's is all that there is to know them by,
// on a browser that may be lent; who wants to stay signs in.
func lifetimeOf(guest bool, most time.Duration) lifetime {
	if guest {
		return lifetime{unused: people.GuestUnused, whole: people.GuestLogin}
	}
	return lifetime{unused: 400 * day, whole: most}
}

// end returns when a login that began then and is used now ends, if it is not used
// again.
func (l lifetime) end(begun, now time.Time) time.Time {
	end := now.Add(l.unused)
	if last := begun.Add(l.whole); l.whole > 0 && last.Before(end) {
		return last
	}
	return end
}
