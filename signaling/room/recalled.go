package room

import "maps"

// Answers are how the last requests of a session's pages went. A request whose page
// lost its connection before the answer came may come again to a new room.
type Answers struct {
	byUser map[string]answers
}

// None reports whether there are none.
func (a Answers) None() bool { return len(a.byUser) == 0 }

// Recall tells a room that does not run yet what the session's last room answered.
func (r *Room) Recall(a Answers) { r.recalled = a }

// Answers returns what a room that is closed has answered.
func (r *Room) Answers() Answers {
	left := map[string]answers{}
	maps.Copy(left, r.recalled.byUser)
	for id, place := range r.seats {
		left[id] = place.answers
	}
	maps.DeleteFunc(left, func(_ string, a answers) bool { return len(a.order) == 0 })
	return Answers{left}
}
