package signaling

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"practice/closing"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/sessions"
	"practice/signaling/peer"
)

// Sessions is what the hub asks of the database about sessions; [sessions.Store]
// says how.
type Sessions interface {
	CreateSession(ctx context.Context, session sessions.Session) error
	Session(ctx context.Context, id string) (sessions.Session, error)
	UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error)
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
	// PublicURL is where people open the server; its pages may connect, and
	// those of the host that a request names.
	PublicURL  *url.URL
	Log        *slog.Logger
	Registerer prometheus.Registerer
}

// Hub owns the rooms. It serves GET /api/v1/sessions/{id}/socket.
type Hub struct {
	config   Config
	log      *slog.Logger
	upgrader websocket.Upgrader
	metrics  metrics

	mu     sync.Mutex
	closed bool
	rooms  map[string]*room
	parted parted
	// greeting are the sockets in no room yet.
	greeting map[*socket]struct{}
	// running counts rooms and sockets.
	running sync.WaitGroup
}

// New makes a hub. Close it after use.
func New(config Config) *Hub {
	h := &Hub{config: config, log: config.Log, rooms: map[string]*room{}, parted: parted{}, greeting: map[*socket]struct{}{}}
	h.upgrader = websocket.Upgrader{
		HandshakeTimeout: helloTimeout, CheckOrigin: func(*http.Request) bool { return true }, // checked before, to answer in words
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			http.Error(w, reason.Error(), status)
		},
	}
	h.metrics = newMetrics(config.Registerer, h.count)
	return h
}

// SessionChanged tells the room, if there is one, that its session was changed
// in the database.
func (h *Hub) SessionChanged(_ context.Context, id string) {
	if r := h.room(id); r != nil {
		r.inbox.post(r.reload)
	}
}

// Close ends every running session, waits for its recording to be finished,
// and closes the sockets. It stops waiting when ctx ends.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	for _, r := range h.rooms {
		r.inbox.post(r.shutDown)
	}
	for s := range h.greeting {
		s.close(websocket.CloseGoingAway, errClosed.Error())
	}
	h.mu.Unlock()
	if err := closing.Wait(ctx, &h.running); err != nil {
		return fmt.Errorf("close the rooms: %w", err)
	}
	return nil
}

// errClosed: the server stops.
var errClosed = problem.Unavailable.Say("the server is stopping")

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
func (h *Hub) greet(s *socket, greeting bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !greeting:
		delete(h.greeting, s)
	case h.closed:
		s.close(websocket.CloseGoingAway, errClosed.Error())
	default:
		h.greeting[s] = struct{}{}
	}
}

// room returns the room of a session, or nil.
func (h *Hub) room(id string) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[id]
}

// enter brings a page into its session's room, and waits until it is in. A room
// that is opened for it takes the claim over.
func (h *Hub) enter(ctx context.Context, id string, v visitor, release func()) (*room, error) {
	entered := make(chan struct{})
	r := h.room(id)
	if r == nil || !r.inbox.post(func() { r.enter(v, entered) }) {
		fresh, err := h.furnish(ctx, id, release)
		if err == nil {
			r, err = h.open(fresh, func(r *room) { r.enter(v, entered) })
		}
		if err != nil {
			release()
			return nil, err
		}
		if r == fresh {
			release = func() {}
		}
	}
	release() // a room that was there has a claim of its own
	select {
	case <-entered:
	case <-v.socket.stop:
	}
	return r, nil
}

// furnish makes a room with what the database has of its session.
func (h *Hub) furnish(ctx context.Context, id string, release func()) (*room, error) {
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	session, err := h.config.Sessions.Session(ctx, id)
	if err != nil {
		return nil, err
	}
	clips, err := h.config.Clips.ClipsOfSession(ctx, id)
	if err != nil {
		return nil, err
	}
	r := newRoom(h, session, release)
	r.clips = ownClips(clips)
	return r, nil
}

// open begins to run a room, unless its session has one already, and lets the
// one that runs do something first.
func (h *Hub) open(fresh *room, first func(*room)) (*room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosed
	}
	if r := h.rooms[fresh.id]; r != nil && r.inbox.post(func() { first(r) }) {
		fresh.release()
		return r, nil
	}
	fresh.recalled = h.parted.take(fresh.id)
	fresh.inbox.post(func() { first(fresh) })
	h.rooms[fresh.id] = fresh
	h.running.Go(fresh.occupy)
	return fresh, nil
}

// forget takes an idle room out, unless somebody is on the way in.
func (h *Hub) forget(r *room) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !r.inbox.closeIfEmpty() {
		return false
	}
	delete(h.rooms, r.id)
	h.parted.keep(r, time.Now())
	r.program.over()
	return true
}

func (h *Hub) count() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return float64(len(h.rooms))
}
