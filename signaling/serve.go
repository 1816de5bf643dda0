package signaling

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"practice/access"
	"practice/people"
	"practice/problem"
	"practice/sessions"
	"practice/signaling/wire"
)

// ServeHTTP connects a page to its session: who asks must have a seat in it,
// and the page must be the server's own.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.ownPage(r) {
		h.refuse(w, r, problem.Forbidden.Say("pages of %s may not connect", r.Header.Get("Origin")))
		return
	}
	user, session, err := h.seatOf(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if !h.admit() {
		h.refuse(w, r, errClosed)
		return
	}
	defer h.running.Done()
	release, claimed, err := h.claim(r.Context(), session)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if !claimed {
		h.refuse(w, r, problem.Elsewhere)
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
	h.converse(r.Context(), s, session.ID, *user, release)
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
func (h *Hub) seatOf(r *http.Request) (*people.User, sessions.Session, error) {
	ctx, cancel := context.WithTimeout(r.Context(), databaseTimeout)
	defer cancel()
	user, err := h.config.Authenticate(r.WithContext(ctx))
	if err != nil {
		return nil, sessions.Session{}, err
	}
	session, err := h.config.Sessions.Session(ctx, r.PathValue("id"))
	if err != nil {
		return nil, sessions.Session{}, err
	}
	return user, session, access.Authorize(user, access.AttendSession, access.OfSession(&session))
}

// refuse says before the upgrade why there is no seat.
func (h *Hub) refuse(w http.ResponseWriter, r *http.Request, err error) {
	told := problem.Of(err)
	if told.Code == problem.Internal || told.Code == problem.Unavailable {
		h.log.ErrorContext(r.Context(), "seat can't be looked up", "err", err)
	}
	told.Document().Write(w)
}

// converse greets the page and passes its messages to the room, which takes the
// claim over, until the connection ends.
func (h *Hub) converse(ctx context.Context, s *socket, id string, user people.User, release func()) {
	h.greet(s, true)
	hello, greeted := h.greeted(s)
	h.greet(s, false)
	if !greeted {
		release()
		return
	}
	room, err := h.enter(ctx, id, visitor{user, s, hello.ID}, release)
	switch {
	case errors.Is(err, errClosed):
		s.close(websocket.CloseGoingAway, err.Error())
		return
	case err != nil:
		s.log.Error("room can't be opened", "err", err)
		s.close(websocket.CloseTryAgainLater, "the session can't be read")
		return
	}
	defer room.inbox.post(func() { room.leave(user.ID, s) })
	if s.alive() != nil {
		return
	}
	for {
		data, err := s.read()
		if err != nil {
			return
		}
		message, unread := wire.Decode(data)
		if unread != nil {
			s.fail(unread.Why, unread.Head.Type, unread.Head.ID)
			continue
		}
		// The next is read when the room has seen to this one, so that no page
		// fills its inbox.
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
func (h *Hub) greeted(s *socket) (hello *wire.Hello, greeted bool) {
	if s.conn.SetReadDeadline(time.Now().Add(helloTimeout)) != nil {
		return nil, false
	}
	data, err := s.read()
	if err != nil {
		return nil, false
	}
	m, unread := wire.Decode(data)
	hello, is := m.(*wire.Hello)
	switch {
	case unread != nil:
		s.fail(unread.Why, unread.Head.Type, unread.Head.ID)
	case !is:
		kind, id := m.Name()
		s.fail(wire.HelloFirst.Say("the first message must be hello"), kind, id)
	case hello.Version != wire.Version:
		s.fail(wire.WrongVersion.Say("this page is older or newer than the server. Reload it"), wire.TypeHello, hello.ID)
		s.close(closeVersion, "version")
	default:
		return hello, s.alive() == nil
	}
	s.close(websocket.ClosePolicyViolation, "hello")
	return nil, false
}
