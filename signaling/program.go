package signaling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/sessions"
	"practice/signaling/peer"
)

// connectWithin is how long a program may take to connect its voice.
const connectWithin = 30 * time.Second

// errNotConnected: the voice of a program did not come.
var errNotConnected = errors.New("the voice did not connect in time")

// program is one that speaks over WHIP.
type program struct {
	// offer is what it sent first, of which a restart changes the ICE part.
	offer string
	// tag is the entity tag of the ICE session (RFC 9725 section 4.3.1).
	tag string
	// since is when it was let in.
	since time.Time
}

// seatProgram connects a program's voice and returns the answer, with all
// candidates. The recording begins when the voice is there.
func (r *room) seatProgram(ctx context.Context, userID, offer string) (answer string, err error) {
	place := &seat{program: &program{offer: offer, since: time.Now()}}
	r.seats[userID] = place
	if place.peer, err = r.newPeer(userID); err != nil {
		delete(r.seats, userID)
		return "", err
	}
	if answer, err = place.peer.AnswerWhole(ctx, offer); err != nil {
		r.dropPeer(userID)
		delete(r.seats, userID)
		return "", mediaError{err}
	}
	place.program.tag = tagOf(answer)
	return answer, nil
}

// programConnected starts the session with the voice, and notes when nobody is
// there any more.
func (r *room) programConnected(userID string, connected bool) {
	switch {
	case !connected:
		r.deserted = time.Now()
		return
	case r.session.State() == sessions.Lobby:
		if err := r.change(func(s *sessions.Session, now time.Time) error { return s.StartAtOnce(userID, now) }); err != nil {
			r.log.Error("session of a program could not start", "err", err)
		}
	}
	r.deserted = time.Time{}
}

// giveUpProgram ends the session of a program whose voice never came.
func (r *room) giveUpProgram(now time.Time) {
	if r.session.State() != sessions.Lobby {
		return
	}
	for _, place := range r.seats {
		if place.program != nil && now.Sub(place.program.since) >= connectWithin {
			r.log.Info("session of a program is given up", "err", errNotConnected)
			if err := r.change(func(s *sessions.Session, now time.Time) error {
				s.Abandon(now, sessions.EndedByAbsence)
				return nil
			}); err != nil {
				r.log.Error("session of a program could not be ended", "err", err)
			}
			return
		}
	}
}

// programOf returns the user's program in the room, or [sessions.ErrNotFound].
func (r *room) programOf(userID string) (*seat, error) {
	place := r.seats[userID]
	if place == nil || place.program == nil || place.peer == nil || r.session.State() == sessions.Ended {
		return nil, fmt.Errorf("session %s: %w", r.session.ID, sessions.ErrNotFound)
	}
	return place, nil
}

// restartProgram takes another way to the same voice.
func (r *room) restartProgram(ctx context.Context, place *seat, f fragment) (answer string, err error) {
	offer, err := f.applyTo(place.program.offer)
	if err != nil {
		return "", err
	}
	if answer, err = place.peer.AnswerWhole(ctx, offer); err != nil {
		return "", mediaError{err}
	}
	place.program.offer, place.program.tag = offer, tagOf(answer)
	return answer, nil
}

// trickleTo gives the peer the candidates of a fragment.
func (f fragment) trickleTo(p *peer.Peer) error {
	for _, c := range f.candidates {
		if err := p.AddCandidate(peer.Candidate{Candidate: c, SDPMid: f.mid}); err != nil {
			return mediaError{err}
		}
	}
	return nil
}
