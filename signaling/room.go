package signaling

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"practice/sessions"
	"practice/signaling/peer"
)

// absence is how long a session runs on without anybody.
const absence = 2 * time.Minute

// room is a live session. Everything but run, and posting to the inbox,
// happens on its one goroutine.
type room struct {
	hub   *Hub
	log   *slog.Logger
	inbox *mailbox
	// ctx outlives every request: what a room does is not part of one.
	ctx context.Context
	// release lets go of the lease on the room.
	release func()

	session sessions.Session
	seats   map[string]*seat
	takes   []*recordingLeg
	timer   *time.Timer
	// deserted is when the last page left; zero while one is there.
	deserted time.Time
	// finishing counts connections that are being closed, and captures that
	// are being finished.
	finishing sync.WaitGroup
	stopping  bool
	// retryAt is when a change that the clock asked for, and that the database
	// refused, is tried again; zero when there is none.
	retryAt time.Time
	// told is what was last said of the recording.
	told heard
	// whip is the program that speaks in the session, nil for a session of pages.
	whip *whip
}

// seat is a participant's place in the room.
type seat struct {
	socket *socket
	peer   *peer.Peer
	// offer identifies the page's end of peer.
	offer uint64
	hears bool
}

func newRoom(h *Hub, session sessions.Session, release func()) *room {
	return &room{
		hub: h, log: h.log.With("session", session.ID), inbox: newMailbox(), ctx: context.Background(), release: release,
		session: session, seats: map[string]*seat{}, deserted: time.Now(),
	}
}

// run carries out what is posted, and what the clock asks for, until nobody
// is there and nothing runs.
func (r *room) run() {
	r.timer = time.NewTimer(0)
	defer r.timer.Stop()
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	for {
		select {
		case <-r.inbox.ready:
			for _, do := range r.inbox.take() {
				do()
			}
		case <-r.timer.C:
			r.tick()
		case <-watch.C:
			r.watch(time.Now())
		}
		r.schedule(time.Now())
		if r.idle() && r.hub.forget(r) {
			break
		}
	}
	for id := range r.seats {
		r.dropPeer(id)
	}
	r.finishing.Wait()
}

// idle reports whether nobody is there and nothing runs. What a stopping
// server could not end in the database, the next start ends.
func (r *room) idle() bool {
	running := r.session.State() == sessions.Running && !r.stopping
	if running || len(r.takes) > 0 || r.awaitsVoice() {
		return false
	}
	for _, s := range r.seats {
		if s.socket != nil {
			return false
		}
	}
	return true
}

// enter gives a page its participant's seat. An older page of the same
// participant loses it.
func (r *room) enter(user sessions.User, s *socket) {
	r.refresh()
	if _, err := r.session.Participant(user.ID); err != nil {
		s.close(closeSeatGone, "the seat is gone")
		return
	}
	place := r.seats[user.ID]
	if place == nil {
		place = &seat{}
		r.seats[user.ID] = place
	}
	if place.socket != nil {
		place.socket.close(closeTakenOver, "taken over by another page")
	}
	place.socket = s
	r.deserted = time.Time{}
	s.send(welcomeMessage{typeWelcome, Version, user.ID, r.snapshotFor(user.ID, time.Now())})
	r.publish()
	if r.stopping {
		s.close(websocket.CloseGoingAway, errClosed.Error())
	}
}

// leave empties the seat if the socket still has it. The voice connection is
// kept: a page that only lost its network comes back.
func (r *room) leave(userID string, s *socket) {
	place := r.seats[userID]
	if place == nil || place.socket != s {
		return
	}
	place.socket = nil
	if !r.anybody() {
		r.deserted = time.Now()
	}
	r.dropIfGone(userID)
	r.publish()
}

func (r *room) anybody() bool {
	if r.whip != nil { // it has its own way of being gone
		return true
	}
	for _, s := range r.seats {
		if s.socket != nil {
			return true
		}
	}
	return false
}

// refresh reads the session again.
func (r *room) refresh() {
	session, err := r.hub.config.Sessions.Session(r.ctx, r.session.ID)
	if err != nil {
		r.log.Error("session can't be read", "err", err)
		return
	}
	r.session = session
}

// reload follows a change that was made in the database.
func (r *room) reload() {
	r.refresh()
	for id := range r.seats {
		if _, err := r.session.Participant(id); err != nil {
			r.clear(id, "the seat is gone")
		}
	}
	r.publish()
}

// clear empties a seat that is its participant's no more: whoever has none is
// not heard and hears nobody.
func (r *room) clear(userID, why string) {
	if s := r.seats[userID].socket; s != nil {
		s.close(closeSeatGone, why)
	}
	r.dropPeer(userID)
	delete(r.seats, userID)
}

// change alters the session by its rules, as one transaction, and publishes it
// after the commit.
func (r *room) change(change func(*sessions.Session, time.Time) error) error {
	now := time.Now()
	session, err := r.hub.config.Sessions.UpdateSession(r.ctx, r.session.ID, func(s *sessions.Session) error { return change(s, now) })
	if err != nil {
		return err
	}
	r.session = session
	r.record(now)
	r.hangUp()
	r.publish()
	return nil
}

// publish sends everybody the session as they may see it.
func (r *room) publish() {
	now := time.Now()
	r.connectVoices()
	for id, s := range r.seats {
		if s.socket != nil {
			s.socket.send(sessionMessage{typeSession, r.snapshotFor(id, now)})
		}
	}
}

// shutDown ends the session with the server.
func (r *room) shutDown() {
	awaited := r.awaitsVoice()
	r.stopping = true
	if r.session.State() == sessions.Running || awaited {
		if err := r.change(func(s *sessions.Session, now time.Time) error {
			s.Abandon(now, sessions.EndedByShutdown)
			return nil
		}); err != nil {
			r.log.Error("session could not be ended; the next start ends it", "err", err)
			if t := r.current(); t != nil {
				t.end(time.Now())
			}
		}
	}
	for _, s := range r.seats {
		if s.socket != nil {
			s.socket.close(websocket.CloseGoingAway, errClosed.Error())
			s.socket = nil
		}
	}
}
