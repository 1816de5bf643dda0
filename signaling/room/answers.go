package room

import "practice/problem"

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
