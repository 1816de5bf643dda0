package signaling

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"practice/problem"
	"practice/signaling/wire"
)

// The limits of a socket (PROTOCOL.md).
const (
	readLimit    = 64 << 10
	pingInterval = 2 * time.Second
	pongTimeout  = 6 * time.Second
	writeTimeout = 5 * time.Second
	helloTimeout = 5 * time.Second
	closeTimeout = time.Second
	// queueLength is how many messages a slow page may be behind.
	queueLength = 64
)

// Close codes of the protocol.
const (
	closeTakenOver = 4001
	closeVersion   = 4002
	closeSeatGone  = 4003
	closeFault     = 4004
)

// socket is the connection to one page: a reader, which is the caller of read,
// and one writer.
type socket struct {
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
}

func newSocket(conn *websocket.Conn, log *slog.Logger) *socket {
	s := &socket{conn: conn, log: log, queue: make(chan []byte, queueLength), stop: make(chan struct{}), ended: make(chan struct{})}
	conn.SetReadLimit(readLimit)
	s.writer.Go(s.write)
	return s
}

// send queues a message. A page that is too far behind is given up: it will
// connect again and get the whole state.
func (s *socket) send(message any) {
	data, err := json.Marshal(message)
	if err != nil {
		s.log.Error("message has no JSON form", "err", err)
		return
	}
	select {
	case s.queue <- data:
	case <-s.stop:
	default:
		s.close(websocket.CloseTryAgainLater, "too slow")
	}
}

// fail tells the page that its message had no effect.
func (s *socket) fail(told *problem.Error, regarding, id string) {
	s.send(wire.Error{Type: wire.TypeError, ID: id, Code: told.Code, Message: told.Sentence, Regarding: regarding})
}

// close ends the connection with a code; the first caller's counts.
func (s *socket) close(code int, reason string) {
	s.once.Do(func() {
		s.code, s.reason = code, reason
		close(s.stop)
	})
}

// closing reports whether the connection is being ended.
func (s *socket) closing() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// errLeaving: the socket is being closed.
var errLeaving = errors.New("the socket is being closed")

// errBinary: the protocol has text frames only.
var errBinary = errors.New("a binary frame")

// read returns the next message; an error ends the connection.
func (s *socket) read() ([]byte, error) {
	kind, data, err := s.conn.ReadMessage()
	if err != nil {
		return nil, fmt.Errorf("read a message: %w", err)
	}
	if kind != websocket.TextMessage {
		s.close(websocket.CloseUnsupportedData, "text frames only")
		return nil, errBinary
	}
	return data, nil
}

// alive gives the page its time until the next sign of life; any will do.
func (s *socket) alive() error {
	if s.closing() {
		return errLeaving
	}
	s.conn.SetPongHandler(func(string) error { return s.conn.SetReadDeadline(time.Now().Add(pongTimeout)) })
	return s.conn.SetReadDeadline(time.Now().Add(pongTimeout))
}

// finish ends the reader's part: it waits until the page has seen the close,
// and the connection is closed.
func (s *socket) finish() {
	s.close(websocket.CloseNormalClosure, "")
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
func (s *socket) write() {
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
			s.close(websocket.CloseAbnormalClosure, "")
		}
	}
}

func (s *socket) put(data []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, data)
}

// await gives the page a moment to answer the close frame (RFC 6455 section 7.1.1).
func (s *socket) await() {
	if s.conn.SetReadDeadline(time.Now().Add(closeTimeout)) == nil {
		<-s.ended
	}
}

// farewell sends what is still queued and the close frame. The page may be
// gone; then nobody misses it.
func (s *socket) farewell() {
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
