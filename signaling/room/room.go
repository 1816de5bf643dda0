package room

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/peer"
	"practice/signaling/socket"
	"practice/signaling/wire"
)

// Sessions is what a room asks of the database; [sessions.Store] says how.
type Sessions interface {
	Session(ctx context.Context, id string) (sessions.Session, error)
	UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error)
	StartSession(ctx context.Context, id string, change func(*sessions.Session) error, may people.Condition) (sessions.Session, error)
}

// Gauge counts what there is now, from any goroutine.
type Gauge interface {
	Inc()
	Dec()
}

// Config is what a [Room] works with. All fields are needed.
type Config struct {
	Sessions Sessions
	Recorder *capture.Recorder
	Network  *peer.Network
	// MayBeRecorded decides by what somebody has whether a session may record them.
	MayBeRecorded people.Condition
	// Peers counts the connections of voices.
	Peers Gauge
	Log   *slog.Logger
}

// ErrStopping: the server stops.
var ErrStopping = problem.Unavailable.Say("the server is stopping")

// absence is how long a session runs on without anybody.
const absence = 2 * time.Minute

// Room is a live session. Everything happens on the one goroutine of [Room.Run],
// which waits for neither network, disk nor database; what the other exported
// methods want is posted to it, so they may be called from any goroutine.
type Room struct {
	config Config
	id     string
	log    *slog.Logger
	inbox  *ledger.Mailbox
	ledger *ledger.Ledger

	// session is what holds here: the database's row, and what was decided since.
	session sessions.Session
	// decided waits for the database to keep it, in order. asked counts what
	// else waits for the database.
	decided []*decision
	asked   int
	seats   map[string]*seat
	// recalled is what the session's last room answered.
	recalled Answers
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
	// revision is the last one of the session that was seen in the database.
	revision atomic.Int64
	// told is what was last said of the recording.
	told recordingState
	// program speaks in the session; nil for a session of pages.
	program *program
	// gone is closed when nothing of the room runs any more.
	gone chan struct{}
}

// Visitor is a page that has said hello.
type Visitor struct {
	UserID string
	Socket *socket.Socket
	// HelloID is the id of its hello; empty when it wants no answer.
	HelloID string
	// Access is what the credential is called with which it came.
	Access string
}

// farewell is what a page's socket is closed with.
type farewell struct {
	code   int
	reason string
}

// seat is a participant's place in the room.
type seat struct {
	socket *socket.Socket
	peer   *peer.Peer
	// offer identifies the page's end of peer.
	offer uint64
	hears bool
	// access is that of the page or program which had the seat last, voiceOf that
	// by which peer was connected.
	access, voiceOf string
	// spoken: a program speaks for the participant.
	spoken bool
	// view is what the page that has the seat knows.
	view    view
	answers answers
}

// present reports whether somebody is there: a page, or a program, which has a
// way of its own of being gone.
func (s *seat) present() bool { return s.socket != nil || s.spoken }

// New makes the room of a session, of which the database has these clips. It
// lives while [Room.Run] does.
func New(config Config, session sessions.Session, clips []recordings.Clip) *Room {
	log := config.Log.With("session", session.ID)
	inbox := ledger.NewMailbox()
	return &Room{
		config: config, id: session.ID, log: log, inbox: inbox, ledger: ledger.New(log, inbox),
		session: session, seats: map[string]*seat{}, clips: ownClips(clips), deserted: instant(), gone: make(chan struct{}),
	}
}

// ID is that of the session.
func (r *Room) ID() string { return r.id }

// Enter brings a page in, and closes entered when it is. It reports whether the
// room takes it; one that is gone does not.
func (r *Room) Enter(v Visitor, entered chan<- struct{}) bool {
	return r.inbox.Post(func() { r.enter(v, entered) })
}

// Leave tells the room that a page's connection has ended.
func (r *Room) Leave(v Visitor) {
	r.inbox.Post(func() { r.leave(v.UserID, v.Socket) })
}

// Handle carries out a message of a page, and waits until the room has seen to it.
// It reports whether the room is still there.
func (r *Room) Handle(v Visitor, m wire.FromPage) bool {
	done, at := make(chan struct{}), instant()
	if !r.inbox.Post(func() {
		defer close(done)
		r.handle(v.UserID, v.Socket, m, at)
	}) {
		return false
	}
	<-done
	return true
}

// Reload tells the room that its session was changed in the database.
func (r *Room) Reload() { r.inbox.Post(r.reload) }

// ShutDown tells the room that the server stops: the session is ended, and
// everybody is shown out.
func (r *Room) ShutDown() { r.inbox.Post(r.shutDown) }

// Dissolve ends the session at once and shows everybody out, since it is to be
// deleted. It returns when its recording is finished and nothing of the room runs any
// more; it fails when ctx ends before that.
func (r *Room) Dissolve(ctx context.Context) error {
	r.inbox.Post(r.dissolve) // a room that is closed is about to be gone
	select {
	case <-r.gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the end of session %s: %w", r.id, ctx.Err())
	}
}

// Yield tells the room that another server has the lease of its session.
func (r *Room) Yield() { r.inbox.Post(r.yield) }

// Retire closes the room to whatever comes, unless something has come already, and
// lets go of its source. It reports whether the room is closed.
func (r *Room) Retire() bool {
	retired := r.inbox.CloseIfEmpty()
	if retired {
		r.program.over()
	}
	return retired
}

// Run carries out what is posted, and what the clock asks for, until nobody is
// there and nothing runs. Then it asks forget, which calls [Room.Retire] and
// returns what that reports, so that the owner of the room takes it out in the same
// moment in which it closes.
func (r *Room) Run(forget func() bool) {
	defer close(r.gone)
	var writing sync.WaitGroup
	writing.Go(r.ledger.Run)
	r.timer = time.NewTimer(0)
	defer r.timer.Stop()
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	for {
		select {
		case <-r.inbox.Ready():
			for _, do := range r.inbox.Empty() {
				r.guard(do)
			}
		case <-r.timer.C:
			r.guard(r.tick)
		case <-watch.C:
			r.guard(r.watch)
		}
		r.guard(r.schedule)
		if r.idle() && forget() {
			break
		}
	}
	for id := range r.seats {
		r.dropPeer(id)
	}
	r.ledger.Close()
	writing.Wait()
	r.finishing.Wait()
}

// idle reports whether nobody is there and nothing runs. What a stopping
// server could not end in the database, the next start ends.
func (r *Room) idle() bool {
	running := r.session.State() == sessions.Running && !r.stopping
	if running || len(r.legs) > 0 || len(r.decided) > 0 || r.asked > 0 || r.awaitsVoice() {
		return false
	}
	for _, s := range r.seats {
		if s.socket != nil {
			return false
		}
	}
	return true
}

// enter gives a page its participant's seat, as the database has it; while that
// does not answer, as the room has it.
func (r *Room) enter(v Visitor, entered chan<- struct{}) {
	var row sessions.Session
	r.asked++
	r.ledger.Once(r.read(&row), func(err error) {
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
func (r *Room) sit(v Visitor) {
	userID, s := v.UserID, v.Socket
	_, err := r.session.Participant(userID)
	switch {
	case s.Closing():
		return // it is gone, and nobody would notice
	case r.faulted:
		s.Close(socket.Fault, "the session failed on the server")
		return
	case err != nil:
		s.Close(socket.SeatGone, "the seat is gone")
		return
	}
	place := r.seats[userID]
	if place == nil {
		place = &seat{answers: r.recalled.byUser[userID]}
		r.seats[userID] = place
	}
	if place.socket != nil {
		place.socket.Close(socket.TakenOver, "taken over by another page")
	}
	place.socket, place.access = s, v.Access
	r.deserted = time.Time{}
	r.welcome(userID, place)
	place.reply(wire.TypeHello, v.HelloID, nil)
	r.publish(nil)
	if r.stopping {
		s.Close(r.closing.code, r.closing.reason)
	}
}

// leave empties the seat if the socket still has it. The voice connection is
// kept: a page that only lost its network comes back.
func (r *Room) leave(userID string, s *socket.Socket) {
	place := r.seats[userID]
	if place == nil || place.socket != s {
		return
	}
	place.socket = nil
	if s.Left() {
		r.letGo(userID)
	}
	if !r.anybody() {
		r.deserted = instant()
	}
	r.dropIfGone(userID)
	r.publish(nil)
}

func (r *Room) anybody() bool {
	for _, s := range r.seats {
		if s.present() {
			return true
		}
	}
	return false
}

// shutDown ends the session with the server.
func (r *Room) shutDown() {
	r.disband(socket.GoingAway, ErrStopping.Error(), sessions.EndedByShutdown)
	r.ledger.Hurry()
}

// yield gives the room up to the server that has its lease now. That one ends a
// session that runs, so it is ended here, too; pages look for that server.
func (r *Room) yield() {
	r.log.Warn("another server has the session; its room here is given up")
	r.disband(socket.TryAgainLater, "another server has this session", sessions.EndedByShutdown)
}

// dissolve ends a session that is deleted.
func (r *Room) dissolve() {
	r.disband(socket.Deleted, "the session was deleted", sessions.EndedByParticipant)
}

// disband ends the session if it runs, and shows everybody out.
func (r *Room) disband(code int, reason string, why sessions.EndReason) {
	awaited := r.awaitsVoice()
	r.stopping, r.closing = true, farewell{code, reason}
	if r.session.State() == sessions.Running || awaited {
		now := instant()
		r.abandon(func(*sessions.Session) time.Time { return now }, why)
	}
	for _, s := range r.seats {
		if s.socket != nil {
			s.socket.Close(code, reason)
			s.socket = nil
		}
	}
}
