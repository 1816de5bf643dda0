package signaling

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"practice/problem"
	"practice/sessions"
	"practice/signaling/peer"
)

// whipAbsence is how long a session waits for the voice of its program, at first
// and after it was lost.
const whipAbsence = 30 * time.Second

// whip is the program that speaks in a session. Its seat has a peer and no
// socket.
type whip struct {
	userID string
	// gone is since when there is no voice; zero while there is. It is the room's.
	gone time.Time

	// patching guards etag, which names the ICE session.
	patching sync.Mutex
	etag     string
}

// errNoProgram: no program speaks there, or not the asker's.
var errNoProgram = problem.NotFound.Say("there is no such session, or it has ended")

// errSpokenElsewhere: a page can look on, and end the session.
var errSpokenElsewhere = problem.Media.Say("a program records this session over WHIP; this page only shows it")

func withTimeout(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), whipTimeout)
}

// openWHIP answers the offer and opens the session's room. Nothing is left of
// one that fails.
func (h *Hub) openWHIP(request *http.Request, session sessions.Session, userID, offer string) (etag, answer string, err error) {
	release, claimed, err := h.claim(request.Context(), session)
	switch {
	case err != nil:
		return "", "", err
	case !claimed: // nobody can have a session yet that is new
		return "", "", problem.Elsewhere
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	r := newRoom(h, session, release)
	etag = newETag()
	r.whip = &whip{userID: userID, gone: instant(), etag: etag}
	r.deserted = time.Time{}
	var voice *peer.Peer
	voice, err = h.config.Network.NewSpeaker(func(connected bool) {
		r.inbox.post(func() { r.connected(userID, voice, connected) })
	})
	if err != nil {
		return "", "", err
	}
	h.metrics.peers.Inc()
	defer func() {
		if err != nil {
			h.metrics.peers.Dec()
			err = errors.Join(err, voice.Close())
		}
	}()
	ctx, cancel := withTimeout(request)
	defer cancel()
	if answer, err = voice.AnswerSpeaker(ctx, offer); err != nil {
		return "", "", err
	}
	// Whoever goes away now is missed by the room.
	ctx = context.WithoutCancel(ctx)
	if err := h.config.Sessions.CreateSession(ctx, session); err != nil {
		return "", "", err
	}
	r.seats[userID] = &seat{peer: voice}
	if _, err := h.open(r, func(*room) {}); err != nil {
		_, abandoned := h.config.Sessions.UpdateSession(ctx, session.ID, func(s *sessions.Session) error {
			s.Abandon(time.Now(), sessions.EndedByShutdown)
			return nil
		})
		return "", "", errors.Join(err, abandoned)
	}
	r.log.InfoContext(ctx, "a program speaks over WHIP", "user", userID)
	return etag, answer, nil
}

// reserve keeps a place for one more program of the user; false when all are
// taken. Whoever has one gives it back.
func (h *Hub) reserve(userID string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.programs[userID] >= whipAtOnce {
		return false
	}
	h.programs[userID]++
	return true
}

// giveBack gives a place back. The caller holds the lock.
func (h *Hub) giveBack(userID string) {
	if h.programs[userID]--; h.programs[userID] == 0 {
		delete(h.programs, userID)
	}
}

// errRoomFailed: the room failed at what it was to do.
var errRoomFailed = problem.Internal.Say("the session failed on the server")

// inRoom lets a room do something and waits for it. It fails with
// [errNoProgram] when there is no such room.
func (h *Hub) inRoom(id string, do func(*room) error) error {
	r := h.room(id)
	done := make(chan error, 1)
	if r == nil || !r.inbox.post(func() {
		err := error(errRoomFailed)
		defer func() { done <- err }()
		err = do(r)
	}) {
		return errNoProgram
	}
	return <-done
}

// whipOf returns the program that speaks in a session, and its voice, if it is
// the user's and goes on; else [errNoProgram].
func (h *Hub) whipOf(id, userID string) (program *whip, voice *peer.Peer, err error) {
	err = h.inRoom(id, func(r *room) error {
		place := r.seats[userID]
		if r.whip == nil || r.whip.userID != userID || r.session.State() == sessions.Ended || place == nil || place.peer == nil {
			return errNoProgram
		}
		program, voice = r.whip, place.peer
		return nil
	})
	return program, voice, err
}

// awaitsVoice reports whether the session begins when a program is heard.
func (r *room) awaitsVoice() bool {
	return r.whip != nil && r.session.State() == sessions.Lobby && !r.stopping
}

// voiceMoved follows the voice of a program: the session begins with it, and
// waits for it when it is lost.
func (r *room) voiceMoved(connected bool) {
	switch {
	case r.whip == nil:
		return
	case !connected:
		r.whip.gone = instant()
		return
	}
	r.whip.gone = time.Time{}
	if !r.awaitsVoice() {
		return
	}
	now, userID := instant(), r.whip.userID
	if err := r.decide(nil, func(s *sessions.Session) error { return s.StartAtOnce(userID, now) }); err != nil {
		r.log.Error("session could not begin; its program is cut off", "err", err)
		r.whip.gone = instant()
		r.dropPeer(userID)
	}
}

// endVoiceless ends a session whose program has been gone for too long. It
// reports whether it did.
func (r *room) endVoiceless() bool {
	if r.whip == nil || r.session.State() == sessions.Ended || r.whip.gone.IsZero() || time.Since(r.whip.gone) < whipAbsence {
		return false
	}
	gone := r.whip.gone
	r.abandon(func(s *sessions.Session) time.Time { return later(gone, s.Clock.StartedAt()) }, sessions.EndedByAbsence)
	return true
}

// hangUp closes the connection to a program whose session is over, when its last
// words are recorded.
func (r *room) hangUp() {
	if r.whip != nil && r.session.State() == sessions.Ended && len(r.legs) == 0 {
		r.dropPeer(r.whip.userID)
	}
}
