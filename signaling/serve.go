package signaling

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"practice/access"
	"practice/ids"
	"practice/limits"
	"practice/people"
	"practice/problem"
	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/room"
	"practice/signaling/socket"
	"practice/signaling/wire"
)

// helloTimeout is how long a page may take to say hello.
const helloTimeout = 5 * time.Second

// ServeHTTP connects a page to its session: who asks must have a seat in it,
// and the page must be the server's own.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.ownPage(r) {
		h.refuse(w, r, problem.Forbidden.Say("pages of %s may not connect", problem.Quote(r.Header.Get("Origin"))))
		return
	}
	user, session, err := h.seatOf(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	done, err := h.config.Limits.Begin(limits.Connect, user.ID)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	defer done()
	if !h.admit() {
		h.refuse(w, r, room.ErrStopping)
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
	s, err := socket.Accept(w, r, h.log.With("session", session.ID, "user", user.ID))
	if err != nil {
		release()
		h.log.DebugContext(r.Context(), "upgrade refused", "err", err) // the answer is written
		return
	}
	h.metrics.sockets.Inc()
	defer h.metrics.sockets.Dec()
	access, signedIn := h.accesses.hold(h.config.Credential(r), *user, session.ID, s)
	defer h.accesses.release(s)
	if !signedIn {
		s.Close(socket.SignedOut, "signed out")
	}
	h.converse(r.Context(), s, session.ID, room.Visitor{UserID: user.ID, Socket: s, Access: access}, release)
	s.Finish()
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
	ctx, cancel := context.WithTimeout(r.Context(), ledger.Timeout)
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
func (h *Hub) converse(ctx context.Context, s *socket.Socket, id string, visitor room.Visitor, release func()) {
	h.greet(s, true)
	hello, greeted := h.greeted(s)
	h.greet(s, false)
	if !greeted {
		release()
		return
	}
	visitor.HelloID = hello.ID
	r, err := h.enter(ctx, id, visitor, release)
	switch {
	case errors.Is(err, room.ErrStopping):
		s.Close(socket.GoingAway, err.Error())
		return
	case err != nil:
		h.log.ErrorContext(ctx, "room can't be opened", "session", id, "user", visitor.UserID, "err", err)
		s.Close(socket.TryAgainLater, "the session can't be read")
		return
	}
	defer r.Leave(visitor)
	if s.Alive() != nil {
		return
	}
	connection := ids.New()
	for {
		data, err := s.Read()
		if err != nil {
			return
		}
		message, unread := wire.Decode(data)
		if h.tooOften(s, visitor.UserID, connection, message, unread) {
			continue
		}
		if unread != nil {
			s.Fail(unread.Why, unread.Head.Type, unread.Head.ID)
			continue
		}
		// The next is read when the room has seen to this one, so that no page
		// fills its inbox.
		if !r.Handle(visitor, message) || s.Alive() != nil {
			return
		}
	}
}

// tooOften reports whether the user has sent more messages than are carried out,
// over whichever of their connections; then the page was told so. A connection
// that goes on all the same is a flood, and ended. What stops a recording is
// counted by itself: nobody is kept from that by what they sent before.
func (h *Hub) tooOften(s *socket.Socket, userID, connection string, message wire.FromPage, unread *wire.Unread) bool {
	var name, id string
	if unread != nil {
		name, id = unread.Head.Type, unread.Head.ID
	} else {
		name, id = message.Name()
	}
	kind := limits.Message
	if slices.Contains([]string{"end", "leave", "withdraw"}, name) {
		kind = limits.Stop
	}
	err := h.config.Limits.Person(kind, userID)
	if err == nil {
		return false
	}
	if h.config.Limits.Person(limits.Refusal, connection) != nil {
		s.Close(socket.Flood, "too many messages")
		return true
	}
	s.Fail(problem.Of(err), name, id)
	return true
}

// greeted waits for hello and reports whether the page speaks our version.
func (h *Hub) greeted(s *socket.Socket) (hello *wire.Hello, greeted bool) {
	if s.Expect(helloTimeout) != nil {
		return nil, false
	}
	data, err := s.Read()
	if err != nil {
		return nil, false
	}
	m, unread := wire.Decode(data)
	hello, is := m.(*wire.Hello)
	switch {
	case unread != nil:
		s.Fail(unread.Why, unread.Head.Type, unread.Head.ID)
	case !is:
		kind, id := m.Name()
		s.Fail(wire.HelloFirst.Say("the first message must be hello"), kind, id)
	case hello.Version != wire.Version:
		s.Fail(wire.WrongVersion.Say("this page is older or newer than the server. Reload it"), wire.TypeHello, hello.ID)
		s.Close(socket.WrongVersion, "version")
	default:
		return hello, s.Alive() == nil
	}
	s.Close(socket.PolicyViolation, "hello")
	return nil, false
}
