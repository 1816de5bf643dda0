package signaling

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

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

// errNoLease: the session's room can't be had.
var errNoLease = errors.New("the lease on a new session's room can't be taken")

// errSpokenElsewhere: a page can look on, and end the session.
var errSpokenElsewhere = errors.New("a program records this session over WHIP; this page only shows it")

func withTimeout(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), whipTimeout)
}

// openWHIP answers the offer and opens the session's room. Nothing is left of
// one that fails.
func (h *Hub) openWHIP(r *http.Request, session sessions.Session, userID, offer string) (etag, answer string, err error) {
	release, claimed, err := h.claim(r.Context(), session)
	if err != nil || !claimed { // nobody can have a session yet that is new
		return "", "", errors.Join(err, errNoLease)
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	room := newRoom(h, session, release)
	etag = newETag()
	room.whip = &whip{userID: userID, gone: time.Now(), etag: etag}
	room.deserted = time.Time{}
	var voice *peer.Peer
	voice, err = h.config.Network.NewSpeaker(func(connected bool) {
		room.inbox.post(func() { room.connected(userID, voice, connected) })
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
	ctx, cancel := withTimeout(r)
	defer cancel()
	if answer, err = voice.AnswerSpeaker(ctx, offer); err != nil {
		return "", "", err
	}
	// Whoever goes away now is missed by the room.
	ctx = context.WithoutCancel(ctx)
	if err := h.config.Sessions.CreateSession(ctx, session); err != nil {
		return "", "", err
	}
	room.seats[userID] = &seat{peer: voice}
	if err := h.open(room); err != nil {
		_, abandoned := h.config.Sessions.UpdateSession(ctx, session.ID, func(s *sessions.Session) error {
			s.Abandon(time.Now(), sessions.EndedByShutdown)
			return nil
		})
		return "", "", errors.Join(err, abandoned)
	}
	room.log.InfoContext(ctx, "a program speaks over WHIP", "user", userID)
	return etag, answer, nil
}

// open begins to run a room.
func (h *Hub) open(r *room) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errClosed
	}
	h.rooms[r.session.ID] = r
	h.running.Go(r.occupy)
	return nil
}

// speaking counts the programs that speak for a user.
func (h *Hub) speaking(userID string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	count := 0
	for _, r := range h.rooms {
		if r.whip != nil && r.whip.userID == userID {
			count++
		}
	}
	return count
}

// inRoom lets a room do something and waits for it. It fails with
// [sessions.ErrNotFound] when there is no such room.
func (h *Hub) inRoom(id string, do func(*room) error) error {
	h.mu.Lock()
	r := h.rooms[id]
	h.mu.Unlock()
	done := make(chan error, 1)
	if r == nil || !r.inbox.post(func() { done <- do(r) }) {
		return sessions.ErrNotFound
	}
	return <-done
}

// whipOf returns the program that speaks in a session, and its voice, if it is
// the user's and goes on; else [sessions.ErrNotFound].
func (h *Hub) whipOf(id, userID string) (program *whip, voice *peer.Peer, err error) {
	err = h.inRoom(id, func(r *room) error {
		place := r.seats[userID]
		if r.whip == nil || r.whip.userID != userID || r.session.State() == sessions.Ended || place == nil || place.peer == nil {
			return sessions.ErrNotFound
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
		r.whip.gone = time.Now()
		return
	}
	r.whip.gone = time.Time{}
	if !r.awaitsVoice() {
		return
	}
	if err := r.change(func(s *sessions.Session, now time.Time) error { return s.StartAtOnce(r.whip.userID, now) }); err != nil {
		r.log.Error("session could not begin; its program is cut off", "err", err)
		r.whip.gone = time.Now()
		r.dropPeer(r.whip.userID)
	}
}

// endVoiceless ends a session whose program has been gone for too long. It
// reports whether it tried.
func (r *room) endVoiceless() bool {
	if r.whip == nil || r.session.State() == sessions.Ended || r.whip.gone.IsZero() || time.Since(r.whip.gone) < whipAbsence {
		return false
	}
	err := r.change(func(s *sessions.Session, _ time.Time) error {
		s.Abandon(maxTime(r.whip.gone, s.Clock.StartedAt), sessions.EndedByAbsence)
		return nil
	})
	r.retryAt = time.Time{}
	if err != nil {
		r.retryAt = time.Now().Add(retryAfter)
		r.log.Error("session could not be ended", "err", err)
	}
	return true
}

// hangUp closes the connection to a program whose session is over, when its last
// words are recorded.
func (r *room) hangUp() {
	if r.whip != nil && r.session.State() == sessions.Ended && len(r.takes) == 0 {
		r.dropPeer(r.whip.userID)
	}
}
