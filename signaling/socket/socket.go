package socket

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"practice/problem"
	"practice/signaling/wire"
)

// The limits of a socket (PROTOCOL.md).
const (
	upgradeTimeout = 5 * time.Second
	readLimit      = 64 << 10
	pingInterval   = 2 * time.Second
	pongTimeout    = 6 * time.Second
	writeTimeout   = 5 * time.Second
	closeTimeout   = time.Second
	// queueLength is how many messages a slow page may be behind.
	queueLength = 64
)

// Close codes of the protocol (RFC 6455 section 7.4, PROTOCOL.md).
const (
	// GoingAway: the server stops.
	GoingAway = websocket.CloseGoingAway
	// PolicyViolation: another message than hello came first, or none in time.
	PolicyViolation = websocket.ClosePolicyViolation
	// TryAgainLater: the page is too slow or has fallen silent, or can't be served
	// now.
	TryAgainLater = websocket.CloseTryAgainLater
	// TakenOver: another page of the participant has the seat.
	TakenOver = 4001
	// WrongVersion: the page speaks another version of the protocol.
	WrongVersion = 4002
	// SeatGone: the participant has no seat any more.
	SeatGone = 4003
	// Fault: the session failed on the server.
	Fault = 4004
	// Removed: the session's host has taken the participant out.
	Removed = 4006
	// Deleted: the session's host has deleted it.
	Deleted = 4009
	// SignedOut: the login or API token with which the page came is over.
	SignedOut = 4005
	// Flood: the page went on sending more messages than are taken.
	Flood = 4007
)

// Socket is the connection to one page: a reader, which is the caller of
// [Socket.Read], and one writer. What is sent and the close may come from any
// goroutine and wait for nothing; the rest is the reader's.
type Socket struct {
	conn  *websocket.Conn
	log   *slog.Logger
	queue chan []byte
	// stop is closed with the code to close with.
	stop   chan struct{}
	once   sync.Once
	code   int
	reason string
	writer sync.WaitGroup
	// ended is closed when the reader has read its last.
	ended chan struct{}
	// silent is the code to close with when nothing comes in time; the reader's.
	silent int
	// left: the page has closed the connection by itself.
	left atomic.Bool
}

// Accept upgrades a request to a socket. The Origin is not looked at: the caller
// has done so. When it fails the answer is written. Whoever has the socket reads
// it and ends with [Socket.Finish].
func Accept(w http.ResponseWriter, r *http.Request, log *slog.Logger) (*Socket, error) {
	upgrader := websocket.Upgrader{
		ReadBufferSize:   readPiece, // a buffer of the server's would read past the throttle
		HandshakeTimeout: upgradeTimeout, CheckOrigin: func(*http.Request) bool { return true },
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			problem.OfStatus(status).Say("this address takes WebSocket connections alone (RFC 6455 section 4.2.1)").Document().Write(w)
		},
	}
	stop := make(chan struct{})
	conn, err := upgrader.Upgrade(throttle{w, stop}, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade to a socket: %w", err)
	}
	s := &Socket{conn: conn, log: log, queue: make(chan []byte, queueLength), stop: stop, ended: make(chan struct{}), silent: PolicyViolation}
	conn.SetReadLimit(readLimit)
	s.writer.Go(s.write)
	return s, nil
}

// Send queues a message. A page that is too far behind is given up: it will
// connect again and get the whole state.
func (s *Socket) Send(message any) {
	data, err := json.Marshal(message)
	if err != nil {
		s.log.Error("message has no JSON form", "err", err)
		return
	}
	select {
	case s.queue <- data:
	case <-s.stop:
	default:
		s.Close(TryAgainLater, "too slow")
	}
}

// Fail tells the page that its message had no effect.
func (s *Socket) Fail(told *problem.Error, regarding, id string) {
	s.Send(wire.Error{Type: wire.TypeError, ID: id, Code: told.Code, Message: told.Sentence, Regarding: regarding})
}

// Close ends the connection with a code; the first caller's counts.
func (s *Socket) Close(code int, reason string) {
	s.once.Do(func() {
		s.code, s.reason = code, reason
		close(s.stop)
	})
}

// Closing reports whether the connection is being ended.
func (s *Socket) Closing() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// Left reports whether the page has closed the connection by itself, because it
// was closed or gone from: a connection that only broke comes back.
func (s *Socket) Left() bool { return s.left.Load() }

// SignedOut reports whether the connection was ended since the sign-in with which the
// page came is over.
func (s *Socket) SignedOut() bool { return s.Closing() && s.code == SignedOut }

// Stopped is closed when the connection is being ended.
func (s *Socket) Stopped() <-chan struct{} { return s.stop }

// errLeaving: the socket is being closed.
var errLeaving = errors.New("the socket is being closed")

// errBinary: the protocol has text frames only.
var errBinary = errors.New("a binary frame")

// errNoText: a text frame has to be UTF-8.
var errNoText = errors.New("a text frame that is not UTF-8")

// Read returns the next message; an error ends the connection.
func (s *Socket) Read() ([]byte, error) {
	kind, data, err := s.conn.ReadMessage()
	if err != nil {
		if late, is := errors.AsType[net.Error](err); is && late.Timeout() {
			s.Close(s.silent, "nothing came in time")
		}
		if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived) {
			s.left.Store(true)
		}
		return nil, fmt.Errorf("read a message: %w", err)
	}
	if kind != websocket.TextMessage {
		s.Close(websocket.CloseUnsupportedData, "text frames only")
		return nil, errBinary
	}
	if !utf8.Valid(data) { // RFC 6455 section 8.1
		s.Close(websocket.CloseInvalidFramePayloadData, "not UTF-8")
		return nil, errNoText
	}
	return data, nil
}

// Expect bounds the wait for the next message. It fails when the connection is
// gone.
func (s *Socket) Expect(within time.Duration) error {
	return s.conn.SetReadDeadline(time.Now().Add(within))
}

// Alive gives the page its time until the next sign of life; any will do.
// It fails when the connection is gone, or is being ended.
func (s *Socket) Alive() error {
	if s.Closing() {
		return errLeaving
	}
	s.silent = TryAgainLater
	s.conn.SetPongHandler(func(string) error { return s.Expect(pongTimeout) })
	return s.Expect(pongTimeout)
}

// Finish ends the reader's part: it waits until the page has seen the close,
// and the connection is closed.
func (s *Socket) Finish() {
	s.Close(websocket.CloseNormalClosure, "")
	s.conn.SetPongHandler(nil)
	for {
		if _, _, err := s.conn.NextReader(); err != nil {
			break
		}
	}
	close(s.ended)
	s.writer.Wait()
}

// write sends what is queued and pings, until the socket is closed.
func (s *Socket) write() {
	ping := time.NewTicker(pingInterval)
	defer ping.Stop()
	defer s.conn.Close()
	for {
		var err error
		select {
		case data := <-s.queue:
			err = s.put(data)
		case <-ping.C:
			err = s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout))
		case <-s.stop:
			s.farewell()
			return
		}
		if err != nil {
			s.Close(websocket.CloseAbnormalClosure, "")
		}
	}
}

func (s *Socket) put(data []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, data)
}

// await gives the page a moment to answer the close frame (RFC 6455 section 7.1.1).
func (s *Socket) await() {
	if s.conn.SetReadDeadline(time.Now().Add(closeTimeout)) == nil {
		<-s.ended
	}
}

// farewell sends what is still queued and the close frame. The page may be
// gone; then nobody misses it.
func (s *Socket) farewell() {
	if s.code == websocket.CloseAbnormalClosure {
		return
	}
	// Closed before the page has answered, a connection loses what was sent last.
	defer s.await()
	for {
		select {
		case data := <-s.queue:
			if s.put(data) != nil {
				return
			}
		default:
			_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(s.code, s.reason), time.Now().Add(writeTimeout))
			return
		}
	}
}
