package signaling

import (
	"maps"
	"time"
)

// partedFor is how long a page may be away from a room that it was the last to
// leave, and have its requests known there.
const partedFor = 2 * time.Minute

// parted are the answers of rooms that are closed, by session. A request that was
// carried out, and whose page lost its connection before the answer came, comes
// again to a new room.
type parted map[string]closedRoom

// closedRoom is what is left of a room.
type closedRoom struct {
	at time.Time
	// answers are by user.
	answers map[string]answers
}

// keep notes the answers of a room that closes, and forgets those of long ago.
func (p parted) keep(r *room, now time.Time) {
	maps.DeleteFunc(p, func(_ string, c closedRoom) bool { return now.Sub(c.at) > partedFor })
	left := maps.Clone(r.recalled)
	if left == nil {
		left = map[string]answers{}
	}
	for id, place := range r.seats {
		left[id] = place.answers
	}
	maps.DeleteFunc(left, func(_ string, a answers) bool { return len(a.order) == 0 })
	if len(left) > 0 {
		p[r.id] = closedRoom{now, left}
	}
}

// take returns the answers of the session's last room.
func (p parted) take(id string) map[string]answers {
	left := p[id].answers
	delete(p, id)
	return left
}
