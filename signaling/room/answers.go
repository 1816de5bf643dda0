package room

import (
	"maps"

	"practice/problem"
)

// remembered is how many requests of a seat are remembered.
const remembered = 256

// answers are a seat's last requests by their ids, so that one that comes again,
// since its page did not get the answer, is not carried out twice.
type answers struct {
	byID map[string]*answer
	// order has the ids, the oldest first.
	order []string
}

// answer is how a request went, once that is known.
type answer struct {
	settled bool
	refused *problem.Error
}

// recall returns the answer to a request that came before, or a new one.
func (a *answers) recall(id string) (before *answer, again bool) {
	if known := a.byID[id]; known != nil {
		return known, true
	}
	if a.byID == nil {
		a.byID = map[string]*answer{}
	}
	if len(a.order) >= remembered {
		delete(a.byID, a.order[0])
		a.order = a.order[1:]
	}
	fresh := &answer{}
	a.byID[id] = fresh
	a.order = append(a.order, id)
	return fresh, false
}

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
