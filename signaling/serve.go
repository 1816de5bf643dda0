package signaling

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"practice/sessions"
)

// ServeHTTP connects a page to its session: who asks must have a seat in it,
// and the page must be the server's own.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.ownPage(r) {
		http.Error(w, "pages of "+r.Header.Get("Origin")+" may not connect", http.StatusForbidden)
		return
	}
	user, session, err := h.seatOf(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if !h.admit() {
		http.Error(w, errClosed.Error(), http.StatusServiceUnavailable)
		return
	}
	defer h.running.Done()
	release, claimed, err := h.claim(r.Context(), session)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if !claimed {
		h.refuseElsewhere(w)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		release()
		h.log.DebugContext(r.Context(), "upgrade refused", "err", err) // the answer is written
		return
	}
	h.metrics.sockets.Inc()
	defer h.metrics.sockets.Dec()
	s := newSocket(conn, h.log.With("session", session.ID, "user", user.ID))
	h.converse(s, session, *user, release)
	s.finish()
}

// ownPage reports whether the Origin (RFC 6454) is this server. Programs that
// are no browsers send none.
func (h *Hub) ownPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && (strings.EqualFold(u.Host, r.Host) || strings.EqualFold(u.Host, h.config.PublicURL.Host))
}

// seatOf returns who asks and the session, if they have a seat in it.
func (h *Hub) seatOf(r *http.Request) (*sessions.User, sessions.Session, error) {
	user, err := h.config.Authenticate(r)
	if err != nil {
		return nil, sessions.Session{}, err
	}
	session, err := h.config.Sessions.Session(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, sessions.Session{}, err
	}
	return user, session, sessions.Authorize(user, sessions.AttendSession, session.Thing())
}

// refuse says before the upgrade why there is no seat.
func (h *Hub) refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, sessions.ErrUnauthenticated):
		http.Error(w, err.Error(), http.StatusUnauthorized)
	case errors.Is(err, sessions.ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	default:
		h.log.ErrorContext(r.Context(), "seat can't be looked up", "err", err)
		http.Error(w, "the server could not look your seat up; its log says why", http.StatusInternalServerError)
	}
}

// converse greets the page and passes its messages to the room, which takes the
// claim over, until the connection ends.
func (h *Hub) converse(s *socket, session sessions.Session, user sessions.User, release func()) {
	h.greet(s, true)
	greeted := h.greeted(s)
	h.greet(s, false)
	if !greeted {
		release()
		return
	}
	room, err := h.enter(session, user, s, release)
	if err != nil {
		s.close(websocket.CloseGoingAway, err.Error())
		return
	}
	defer room.inbox.post(func() { room.leave(user.ID, s) })
	for {
		data, err := s.read()
		if err != nil {
			return
		}
		message, err := decode(data)
		if err != nil {
			s.fail(codeMalformed, err.Error(), message.Type)
			continue
		}
		// The next is read when this one is done, so that no page fills the
		// room's inbox.
		done := make(chan struct{})
		if !room.inbox.post(func() {
			defer close(done)
			room.handle(user.ID, s, message)
		}) {
			return
		}
		<-done
		if s.alive() != nil {
			return
		}
	}
}

// greeted waits for hello and reports whether the page speaks our version.
func (h *Hub) greeted(s *socket) bool {
	if s.conn.SetReadDeadline(time.Now().Add(helloTimeout)) != nil {
		return false
	}
	data, err := s.read()
	if err != nil {
		return false
	}
	m, err := decode(data)
	switch {
	case err != nil:
		s.fail(codeMalformed, err.Error(), "")
	case m.Type != typeHello:
		s.fail(codeHelloFirst, "The first message must be hello.", m.Type)
	case m.Version != Version:
		s.fail(codeVersion, "This page is older or newer than the server. Reload it.", m.Type)
		s.close(closeVersion, "version")
	default:
		return s.alive() == nil
	}
	s.close(websocket.ClosePolicyViolation, "hello")
	return false
}
