package room

import (
	"errors"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
	"practice/signaling/wire"
)

// Source is a participant's voice that comes from a program, not from a page.
type Source interface {
	// Peer is its connection. The room that has the source closes it.
	Peer() *peer.Peer
	// Follow lets moved be called, from any goroutine, when voices begin to flow
	// and when they cease. It is called once.
	Follow(moved func(connected bool))
	// Absence is how long a session waits for the voice, at first and after it was
	// lost.
	Absence() time.Duration
	// Over is called, once, when the room is done with the source. It waits for
	// nothing.
	Over()
}

// program is the source that speaks in a room; nil in a room of pages, which its
// methods take for one that never speaks.
type program struct {
	Source
	userID string
	// gone is since when there is no voice; zero while there is.
	gone time.Time
}

var (
	// errNoProgram: no program speaks there, or not the asker's.
	errNoProgram = problem.NotFound.Say("there is no such session, or it has ended")
	// errSpokenElsewhere: a page can look on, and end the session.
	errSpokenElsewhere = problem.Media.Say("a program records this session over WHIP; this page only shows it")
	// errBegunByVoice: nobody starts what the program's voice begins.
	errBegunByVoice = problem.Conflict.Say("the recording begins when the program over WHIP is heard")
)

// refuses says why a page's message has no effect where a program speaks; nil
// when it has.
func (p *program) refuses(kind string) error {
	switch {
	case p == nil:
	case kind == wire.TypeOffer:
		return errSpokenElsewhere
	case kind == wire.TypeStart:
		return errBegunByVoice
	}
	return nil
}

// missedAt is when the program's absence ends the session; zero while it speaks.
func (p *program) missedAt() time.Time {
	if p == nil || p.gone.IsZero() {
		return time.Time{}
	}
	return p.gone.Add(p.Absence())
}

// origin says how the clips of the room come to be.
func (p *program) origin() recordings.Origin {
	if p == nil {
		return recordings.FromSession
	}
	return recordings.FromWHIP
}

// over lets go of the source.
func (p *program) over() {
	if p != nil {
		p.Over()
	}
}

// awaitsVoice reports whether the session begins when a program is heard.
func (r *Room) awaitsVoice() bool {
	return r.program != nil && r.session.State() == sessions.Lobby && !r.stopping
}

// voiceMoved follows the voice of a program: the session begins with it, and
// waits for it when it is lost.
func (r *Room) voiceMoved(connected bool) {
	p := r.program
	switch {
	case p == nil:
		return
	case !connected:
		p.gone = instant()
		return
	}
	p.gone = time.Time{}
	if !r.awaitsVoice() {
		return
	}
	now, userID := instant(), p.userID
	if err := r.decide(nil, func(s *sessions.Session) error { return s.StartAtOnce(userID, now) }); err != nil {
		r.log.Error("session could not begin; its program is cut off", "err", err)
		p.gone = instant()
		r.dropPeer(userID)
	}
}

// endVoiceless ends a session whose program has been gone for too long. It
// reports whether it did.
func (r *Room) endVoiceless(now time.Time) bool {
	missed := r.program.missedAt()
	if missed.IsZero() || r.session.State() == sessions.Ended || now.Before(missed) {
		return false
	}
	gone := r.program.gone
	r.abandon(func(s *sessions.Session) time.Time { return later(gone, s.Clock.StartedAt()) }, sessions.EndedByAbsence)
	return true
}

// hangUp closes the connection to a program whose session is over, when its last
// words are recorded.
func (r *Room) hangUp() {
	if r.program != nil && r.session.State() == sessions.Ended && len(r.legs) == 0 {
		r.dropPeer(r.program.userID)
	}
}

// Seat gives a program a participant's seat in a room that does not run yet: the
// session begins with its voice. It came by an access.
func (r *Room) Seat(userID, access string, source Source) {
	r.program = &program{Source: source, userID: userID, gone: instant()}
	r.seats[userID] = &seat{peer: source.Peer(), spoken: true, access: access, voiceOf: access}
	r.deserted = time.Time{}
	r.inbox.Post(func() { r.listen(userID, source) })
}

// listen follows the voice of the room's source.
func (r *Room) listen(userID string, source Source) {
	r.config.Peers.Inc()
	r.log.Info("a program speaks", "user", userID)
	source.Follow(func(connected bool) {
		r.inbox.Post(func() { r.connected(userID, source.Peer(), connected) })
	})
}

// Speaking returns the source that speaks in the room for the user while the
// session goes on; else it fails with [problem.NotFound], also when there is no
// room and r is nil.
func (r *Room) Speaking(userID string) (source Source, err error) {
	here, err := r.do(func() error {
		place := r.seats[userID]
		if r.program == nil || r.program.userID != userID || r.session.State() == sessions.Ended || place == nil || place.peer == nil {
			return errNoProgram
		}
		source = r.program.Source
		return nil
	})
	if !here {
		return nil, errNoProgram
	}
	return source, err
}

// End ends the session in which the user's source speaks. It fails like
// [Room.Speaking], also when the session has just ended by itself.
func (r *Room) End(userID string) error {
	if _, err := r.Speaking(userID); err != nil {
		return err
	}
	now := instant()
	here, err := r.do(func() error {
		return r.decide(nil, func(s *sessions.Session) error { return s.End(userID, now) })
	})
	if !here || errors.Is(err, problem.Conflict) {
		return errNoProgram
	}
	return err
}

// errRoomFailed: the room failed at what it was to do.
var errRoomFailed = problem.Internal.Say("the session failed on the server")

// do lets the room do something and waits for it. It reports whether the room is
// there still; else nothing was done.
func (r *Room) do(what func() error) (here bool, err error) {
	done := make(chan error, 1)
	if r == nil || !r.inbox.Post(func() {
		err := error(errRoomFailed)
		defer func() { done <- err }()
		err = what()
	}) {
		return false, nil
	}
	return true, <-done
}
