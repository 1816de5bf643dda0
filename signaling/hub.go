package signaling

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"practice/closing"
	"practice/limits"
	"practice/people"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/peer"
	"practice/signaling/room"
	"practice/signaling/socket"
)

// Sessions is what the hub asks of the database about sessions; [sessions.Store]
// says how.
type Sessions interface {
	room.Sessions
	CreateSession(ctx context.Context, session sessions.Session, conditions ...people.Condition) error
	RunningSessions(ctx context.Context) ([]sessions.Session, error)
}

// Clips is what the hub asks of the database about clips; [recordings.Store]
// says how.
type Clips interface {
	ClipsOfSession(ctx context.Context, sessionID string) ([]recordings.Clip, error)
}

// Config is what a [Hub] works with. All fields are needed.
type Config struct {
	Sessions Sessions
	Clips    Clips
	Recorder *capture.Recorder
	Network  *peer.Network
	Leases   Leases
	// Authenticate returns who sent a request, or problem.Unauthenticated.
	Authenticate func(*http.Request) (*people.User, error)
	// Credential returns what a request says that its sender is known by, without
	// finding out whether that is so.
	Credential  func(*http.Request) people.Credential
	Credentials Credentials
	// Owed is the path of the file that has the logins which are over and which the
	// database still has.
	Owed OwedFile
	// PublicURL is where people open the server; its pages may connect, and
	// those of the host that a request names.
	PublicURL *url.URL
	// Limits bound how often pages may send messages.
	Limits *limits.Limiter
	// Quotas bound what the user of a program, and whoever is recorded, may have.
	Quotas     people.Quotas
	Log        *slog.Logger
	Registerer prometheus.Registerer
}

// Hub owns the rooms. It serves GET /api/v1/sessions/{id}/socket.
type Hub struct {
	config  Config
	log     *slog.Logger
	metrics metrics

	mu     sync.Mutex
	closed bool
	rooms  map[string]*room.Room
	parted parted
	// greeting are the sockets in no room yet.
	greeting map[*socket.Socket]struct{}
	// running counts rooms and sockets.
	running sync.WaitGroup
	// accesses are who is connected; closing ends what the hub looks after.
	accesses *accesses
	closing  context.Context
	cancel   context.CancelFunc
	// owing guards the file of the logins that are owed.
	owing sync.Mutex
}

// New makes a hub. Close it after use. It fails when it can't read which logins are
// over.
func New(config Config) (*Hub, error) {
	h := &Hub{config: config, log: config.Log, rooms: map[string]*room.Room{}, parted: parted{}, greeting: map[*socket.Socket]struct{}{}, accesses: newAccesses()}
	h.metrics = newMetrics(config.Registerer, h.count)
	if err := h.oweOn(); err != nil {
		return nil, err
	}
	h.closing, h.cancel = context.WithCancel(context.Background())
	h.running.Go(func() { h.every(h.lookAtCredentials) })
	h.running.Go(func() { h.every(h.lookAtSessions) })
	return h, nil
}

// SessionChanged tells the room, if there is one, that its session was changed
// in the database.
func (h *Hub) SessionChanged(_ context.Context, id string) {
	if r := h.room(id); r != nil {
		r.Reload()
	}
}

// Close ends every running session, waits for its recording to be finished,
// and closes the sockets. It stops waiting when ctx ends.
func (h *Hub) Close(ctx context.Context) error {
	h.cancel()
	h.mu.Lock()
	h.closed = true
	for _, r := range h.rooms {
		r.ShutDown()
	}
	for s := range h.greeting {
		s.Close(socket.GoingAway, room.ErrStopping.Error())
	}
	h.mu.Unlock()
	if err := closing.Wait(ctx, &h.running); err != nil {
		return fmt.Errorf("close the rooms: %w", err)
	}
	return nil
}

// admit counts a socket in, unless the server stops.
func (h *Hub) admit() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.running.Add(1)
	return true
}

// greet notes the sockets that have yet to say hello.
func (h *Hub) greet(s *socket.Socket, greeting bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !greeting:
		delete(h.greeting, s)
	case h.closed:
		s.Close(socket.GoingAway, room.ErrStopping.Error())
	default:
		h.greeting[s] = struct{}{}
	}
}

// room returns the room of a session, or nil.
func (h *Hub) room(id string) *room.Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[id]
}

// enter brings a page into its session's room, and waits until it is in. A room
// that is opened for it takes the claim over.
func (h *Hub) enter(ctx context.Context, id string, v room.Visitor, release func()) (*room.Room, error) {
	h.config.Recorder.LookAtDisk() // the room tells what is known of it
	entered := make(chan struct{})
	r := h.room(id)
	if r != nil && r.Enter(v, entered) {
		release() // the room has a claim of its own
	} else {
		fresh, err := h.furnish(ctx, id)
		if err == nil {
			r, err = h.open(fresh, release, func(r *room.Room) bool { return r.Enter(v, entered) })
		}
		if err != nil {
			release()
			return nil, err
		}
	}
	select {
	case <-entered:
	case <-v.Socket.Stopped():
	}
	return r, nil
}

// furnish makes a room with what the database has of its session.
func (h *Hub) furnish(ctx context.Context, id string) (*room.Room, error) {
	ctx, cancel := context.WithTimeout(ctx, ledger.Timeout)
	defer cancel()
	session, err := h.config.Sessions.Session(ctx, id)
	if err != nil {
		return nil, err
	}
	clips, err := h.config.Clips.ClipsOfSession(ctx, id)
	if err != nil {
		return nil, err
	}
	return h.newRoom(session, clips), nil
}

func (h *Hub) newRoom(session sessions.Session, clips []recordings.Clip) *room.Room {
	return room.New(room.Config{
		Sessions: h.config.Sessions, Recorder: h.config.Recorder, Network: h.config.Network, MayBeRecorded: h.config.Quotas.MayBeRecorded, Peers: h.metrics.peers, Log: h.log,
	}, session, clips)
}

// open begins to run a room, which has the claim until it is gone, unless its
// session has one already. The one that runs is to do something first; it reports
// whether it will.
func (h *Hub) open(fresh *room.Room, release func(), first func(*room.Room) bool) (*room.Room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, room.ErrStopping
	}
	if r := h.rooms[fresh.ID()]; r != nil && first(r) {
		release()
		return r, nil
	}
	fresh.Recall(h.parted.take(fresh.ID()))
	first(fresh)
	h.rooms[fresh.ID()] = fresh
	h.running.Go(func() {
		defer release()
		fresh.Run(func() bool { return h.forget(fresh) })
	})
	return fresh, nil
}

// forget takes an idle room out, unless somebody is on the way in.
func (h *Hub) forget(r *room.Room) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !r.Retire() {
		return false
	}
	delete(h.rooms, r.ID())
	h.parted.keep(r, time.Now())
	return true
}

func (h *Hub) count() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return float64(len(h.rooms))
}
