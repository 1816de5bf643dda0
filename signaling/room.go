package signaling

import (
	"log/slog"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"practice/people"
	"practice/sessions"
	"practice/signaling/peer"
	"practice/signaling/wire"
)

// absence is how long a session runs on without anybody.
const absence = 2 * time.Minute

// comeback is how long an empty lobby remembers what its pages asked for: one
// whose network broke finds that out after 7 s and tries every 4 s.
const comeback = time.Minute

// room is a live session. Everything but run, and posting to the inbox,
// happens on its one goroutine, which waits for neither network, disk nor
// database.
type room struct {
	hub    *Hub
	id     string
	log    *slog.Logger
	inbox  *mailbox
	ledger *ledger
	// release lets go of the lease on the room.
	release func()

	// session is what holds here: the database's row, and what was decided since.
	session sessions.Session
	// decided waits for the database to keep it, in order. asked counts what
	// else waits for the database.
	decided []*decision
	asked   int
	seats   map[string]*seat
	// legs are recorded, or their recordings are being finished; clips have the
	// IDs of those that are, by their candidate.
	legs  []*recordedLeg
	clips map[string][]string
	timer *time.Timer
	// ticked is the stage that the clock showed when what it asks for was done last.
	ticked int
	// deserted is when the last page left; zero while one is there.
	deserted time.Time
	// finishing counts connections that are being closed, and captures that
	// are being finished.
	finishing sync.WaitGroup
	// stopping: the room takes nobody in any more; closing says so to pages.
	stopping bool
	closing  farewell
	// faulted: a panic has ended the session; only what runs is finished.
	faulted bool
	// told is what was last said of the recording.
	told recordingState
	// program speaks in the session; nil for a session of pages.
	program *program
}

// visitor is a page that has said hello, maybe with an id.
type visitor struct {
	user   people.User
	socket *socket
	id     string
}

// farewell is what a page's socket is closed with.
type farewell struct {
	code   int
	reason string
}

// seat is a participant's place in the room.
type seat struct {
	socket *socket
	peer   *peer.Peer
	// offer identifies the page's end of peer.
	offer uint64
	hears bool
	// spoken: a program speaks for the participant.
	spoken bool
	// view is what the page that has the seat knows.
	view    view
	answers answers
}

// present reports whether somebody is there: a page, or a program, which has a
// way of its own of being gone.
func (s *seat) present() bool { return s.socket != nil || s.spoken }

func newRoom(h *Hub, session sessions.Session, release func()) *room {
	log := h.log.With("session", session.ID)
	inbox := newMailbox()
	return &room{
		hub: h, id: session.ID, log: log, inbox: inbox, ledger: newLedger(log, inbox), release: release,
		session: session, seats: map[string]*seat{}, clips: map[string][]string{}, deserted: instant(),
	}
}

// run carries out what is posted, and what the clock asks for, until nobody
// is there and nothing runs.
func (r *room) run() {
	var writing sync.WaitGroup
	writing.Go(r.ledger.run)
	r.timer = time.NewTimer(0)
	defer r.timer.Stop()
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	for {
		select {
		case <-r.inbox.ready:
			for _, do := range r.inbox.empty() {
				r.guard(do)
			}
		case <-r.timer.C:
			r.guard(r.tick)
		case <-watch.C:
			r.guard(r.watch)
		}
		r.guard(r.schedule)
		if r.idle() && r.hub.forget(r) {
			break
		}
	}
	for id := range r.seats {
		r.dropPeer(id)
	}
	r.ledger.close()
	writing.Wait()
	r.finishing.Wait()
}

// idle reports whether nobody is there and nothing runs. What a stopping
// server could not end in the database, the next start ends.
func (r *room) idle() bool {
	running := r.session.State() == sessions.Running && !r.stopping
	if running || len(r.legs) > 0 || len(r.decided) > 0 || r.asked > 0 || r.awaitsVoice() {
		return false
	}
	for _, s := range r.seats {
		if s.socket != nil {
			return false
		}
	}
	return !r.awaitsAgain()
}

// awaitsAgain reports whether a page of the lobby may come back and ask again
// for what it has no answer to, so that the room must remember. While a session
// runs its room stays; after the end nothing can be done twice.
func (r *room) awaitsAgain() bool {
	if r.stopping || r.faulted || r.session.State() != sessions.Lobby || instant().Sub(r.deserted) >= comeback {
		return false
	}
	for _, s := range r.seats {
		if len(s.answers.order) > 0 {
			return true
		}
	}
	return false
}

// enter gives a page its participant's seat, as the database has it; while that
// does not answer, as the room has it.
func (r *room) enter(v visitor, entered chan<- struct{}) {
	var row sessions.Session
	r.asked++
	r.ledger.once(r.read(&row), func(err error) {
		defer close(entered)
		r.asked--
		if err != nil {
			r.log.Warn("session can't be read; a page enters it as it is known here", "err", err)
		} else {
			r.adopt(nil, row)
			r.unseat()
		}
		r.sit(v)
	})
}

// sit gives a page its participant's seat. An older page of the same
// participant loses it.
func (r *room) sit(v visitor) {
	user, s := v.user, v.socket
	_, err := r.session.Participant(user.ID)
	switch {
	case s.closing():
		return // it is gone, and nobody would notice
	case r.faulted:
		s.close(closeFault, "the session failed on the server")
		return
	case err != nil:
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
	r.welcome(user.ID, place)
	place.reply(wire.TypeHello, v.id, nil)
	r.publish(nil)
	if r.stopping {
		s.close(r.closing.code, r.closing.reason)
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
		r.deserted = instant()
	}
	r.dropIfGone(userID)
	r.publish(nil)
}

func (r *room) anybody() bool {
	for _, s := range r.seats {
		if s.present() {
			return true
		}
	}
	return false
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

// shutDown ends the session with the server.
func (r *room) shutDown() {
	r.disband(websocket.CloseGoingAway, errClosed.Error())
	r.ledger.hurry()
}

// disband ends the session if it runs, and shows everybody out.
func (r *room) disband(code int, reason string) {
	awaited := r.awaitsVoice()
	r.stopping, r.closing = true, farewell{code, reason}
	if r.session.State() == sessions.Running || awaited {
		now := instant()
		r.abandon(func(*sessions.Session) time.Time { return now }, sessions.EndedByShutdown)
	}
	for _, s := range r.seats {
		if s.socket != nil {
			s.socket.close(code, reason)
			s.socket = nil
		}
	}
}
