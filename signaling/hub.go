package signaling

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
)

// Config is what a [Hub] works with. All fields are needed.
type Config struct {
	Sessions sessions.Store
	Clips    recordings.Store
	Recorder *recordings.Recorder
	Network  *peer.Network
	Leases   Leases
	// Authenticate returns who sent a request, or sessions.ErrUnauthenticated.
	Authenticate func(*http.Request) (*sessions.User, error)
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
	// greeting are the sockets in no room yet.
	greeting map[*socket]struct{}
	// running counts rooms and sockets.
	running sync.WaitGroup
}

// New makes a hub. Close it after use.
func New(config Config) *Hub {
	h := &Hub{config: config, log: config.Log, rooms: map[string]*room{}, greeting: map[*socket]struct{}{}}
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
	h.mu.Lock()
	r := h.rooms[id]
	h.mu.Unlock()
	if r != nil {
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
	ended := make(chan struct{})
	go func() {
		h.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close the rooms: %w", ctx.Err())
	}
}

// errClosed: the server stops.
var errClosed = errors.New("the server is stopping")

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

// enter brings a socket into its session's room, which it opens if need be. A
// room that is opened takes the claim over.
func (h *Hub) enter(session sessions.Session, user sessions.User, s *socket, release func()) (*room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		release()
		return nil, errClosed
	}
	r := h.rooms[session.ID]
	if r != nil && r.inbox.post(func() { r.enter(user, s) }) {
		release() // the room has a claim of its own
		return r, nil
	}
	r = newRoom(h, session, release)
	r.inbox.post(func() { r.enter(user, s) })
	h.rooms[session.ID] = r
	h.running.Go(r.occupy)
	return r, nil
}

// forget takes an idle room out, unless somebody is on the way in.
func (h *Hub) forget(r *room) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !r.inbox.closeIfEmpty() {
		return false
	}
	if h.rooms[r.session.ID] == r {
		delete(h.rooms, r.session.ID)
	}
	return true
}

func (h *Hub) count() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return float64(len(h.rooms))
}
