package room

import (
	"errors"
	"sync/atomic"
	"time"

	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/socket"
)

// guard does something; a panic ends the room.
func (r *Room) guard(do func()) {
	defer func() {
		if value := recover(); value != nil {
			r.fail(ledger.NewFault(value))
		}
	}()
	do()
}

// shielded is what the network calls with each packet, on its own goroutine. A
// panic there ends the room, too, and take is not called any more.
func shielded[T any](r *Room, take func(T)) func(T) {
	var broken atomic.Bool
	return func(value T) {
		defer func() {
			if panicked := recover(); panicked != nil {
				broken.Store(true)
				f := ledger.NewFault(panicked)
				r.inbox.Post(func() { r.fail(f) })
			}
		}()
		if !broken.Load() {
			take(value)
		}
	}
}

// broke ends the room for a fault that the ledger met.
func (r *Room) broke(err error) {
	if f, is := errors.AsType[*ledger.Fault](err); is {
		r.fail(f)
	}
}

// fail ends the session of a room whose state can't be trusted any more: what
// was recorded is finished and kept, whoever is there is told by the close code.
func (r *Room) fail(f *ledger.Fault) {
	r.log.Error("the room failed, and its session is ended", "err", f, "stack", string(f.Stack), "again", r.faulted)
	if r.faulted {
		return
	}
	r.faulted = true
	now := instant()
	for _, leg := range r.legs {
		if !leg.ended {
			r.anyway(func() { leg.end(now) })
		}
	}
	for _, place := range r.seats {
		if place.socket != nil {
			r.anyway(func() { place.socket.Close(socket.Fault, "the session failed on the server") })
			place.socket = nil
		}
	}
	r.session.Abandon(now, sessions.EndedByFault)
	r.keep(func(s *sessions.Session) error {
		s.Abandon(now, sessions.EndedByFault)
		return nil
	})
}

// anyway does a part of what ends a failed room. A panic there keeps the other parts
// from nothing: what is broken already may break again.
func (r *Room) anyway(do func()) {
	defer func() {
		if value := recover(); value != nil {
			r.log.Error("a part of a failed room could not be ended", "err", ledger.NewFault(value))
		}
	}()
	do()
}

// instant is now as the database keeps it, to the millisecond.
func instant() time.Time { return time.Now().Truncate(time.Millisecond) }
