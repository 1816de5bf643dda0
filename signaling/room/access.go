package room

import (
	"time"

	"practice/problem"
	"practice/sessions"
	"practice/signaling/socket"
)

// errSignedOut: the sign-in is over with which the request came.
var errSignedOut = problem.Unauthenticated.Say("you are signed out; nothing was changed")

// unlessSignedOut is the rule for as long as the page is signed in that asks for it:
// what waits for the database when its sign-in ends is not done any more.
func (q *request) unlessSignedOut(rule rule) rule {
	return func(s *sessions.Session) error {
		if q.socket.SignedOut() {
			return errSignedOut
		}
		return rule(s)
	}
}

// AccessOver cuts off whoever is there by an access that is over: when it returns,
// they are neither recorded nor heard, and nothing that they asked for is carried out.
func (r *Room) AccessOver(access string) {
	at := instant()
	_, _ = r.do(func() error { // a room that is gone has nobody
		for id, place := range r.seats {
			if place.access == access {
				r.signedOut(id, place, at)
			} else if place.voiceOf == access {
				r.dropPeer(id) // the page is another by now
			}
		}
		return nil
	})
}

// signedOut empties a seat whose access is over. The candidate of a running leg, and
// a program, leave nothing to go on with.
func (r *Room) signedOut(userID string, place *seat, at time.Time) {
	if place.socket != nil {
		place.socket.Close(socket.SignedOut, "signed out")
		place.socket = nil
	}
	place.access = ""
	speaks := place.spoken
	if l := r.current(); l != nil && l.userID == userID {
		speaks = true
	}
	if speaks && r.session.State() != sessions.Ended {
		r.abandon(func(*sessions.Session) time.Time { return at }, sessions.EndedByAccess)
	}
	r.dropPeer(userID)
	if !r.anybody() {
		r.deserted = at
	}
	r.publish(nil)
}

// Decide carries out at once what a participant asks for by another way than a
// socket, and then in the database. It reports whether the room is there still; else
// nothing was done.
func (r *Room) Decide(rule func(*sessions.Session) error) (here bool, err error) {
	return r.do(func() error {
		err := r.decide(nil, rule)
		r.unseat()
		return err
	})
}

// Saw notes the revision that the database has of the session, and reports whether
// it is another than the last one that was noted.
func (r *Room) Saw(revision int64) (another bool) {
	return r.revision.Swap(revision) != revision
}
