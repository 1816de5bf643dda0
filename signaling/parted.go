package signaling

import (
	"maps"
	"time"

	"practice/signaling/room"
)

// partedFor is how long a page may be away from a room that it was the last to
// leave, and have its requests known there.
const partedFor = 2 * time.Minute

// parted are the answers of rooms that are closed, by session.
type parted map[string]closedRoom

// closedRoom is what is left of a room.
type closedRoom struct {
	at      time.Time
	answers room.Answers
}

// keep notes the answers of a room that closes, and forgets those of long ago.
func (p parted) keep(r *room.Room, now time.Time) {
	maps.DeleteFunc(p, func(_ string, c closedRoom) bool { return now.Sub(c.at) > partedFor })
	if left := r.Answers(); !left.None() {
		p[r.ID()] = closedRoom{now, left}
	}
}

// take returns the answers of the session's last room.
func (p parted) take(id string) room.Answers {
	left := p[id].answers
	delete(p, id)
	return left
}
