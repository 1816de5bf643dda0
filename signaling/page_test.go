package signaling_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/gorilla/websocket"

	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// object is a message or a part of one.
type object = map[string]any

// received is any message of the server.
type received struct {
	Type     string `json:"type"`
	Version  int    `json:"version"`
	You      string `json:"you"`
	ID       string `json:"id"`
	Revision int    `json:"revision"`
	// Session is the whole, also after a change.
	Session       snapshot    `json:"-"`
	SentMS        json.Number `json:"sent_ms"`
	NowMS         int64       `json:"now_ms"`
	SDP           string      `json:"sdp"`
	Candidate     string      `json:"candidate"`
	SDPMid        string      `json:"sdp_mid"`
	SDPMLineIndex uint16      `json:"sdp_mline_index"`
	Code          string      `json:"code"`
	Message       string      `json:"message"`
	Regarding     string      `json:"regarding"`
}

type snapshot struct {
	State        string `json:"state"`
	Leg          int    `json:"leg"`
	EndedAtMS    int64  `json:"ended_at_ms"`
	EndReason    string `json:"end_reason"`
	Recording    bool   `json:"recording"`
	Voice        string
	Program      bool
	Keeping      bool
	Plan         []stage                           `json:"plan"`
	Events       []event                           `json:"events"`
	Questions    []question                        `json:"questions"`
	Participants []participant                     `json:"participants"`
	Knocks       []struct{ ID, Name, Role string } `json:"knocks"`
	ClipIDs      []string                          `json:"clip_ids"`
}

type stage struct {
	Name       string `json:"name"`
	DurationMS int64  `json:"duration_ms"`
	Leg        int    `json:"leg"`
}

type event struct {
	Kind string `json:"kind"`
	AtMS int64  `json:"at_ms"`
	ByMS int64  `json:"by_ms"`
}

// clock is the session's clock as a page has it.
func (s snapshot) clock() sessions.Clock {
	var clock sessions.Clock
	for _, stage := range s.Plan {
		clock.Plan = append(clock.Plan, sessions.Stage{Name: stage.Name, Duration: time.Duration(stage.DurationMS) * time.Millisecond, Leg: stage.Leg})
	}
	for _, e := range s.Events {
		clock = clock.With(sessions.ClockEvent{Kind: sessions.EventKind(e.Kind), At: time.UnixMilli(e.AtMS), By: time.Duration(e.ByMS) * time.Millisecond})
	}
	return clock
}

// startedAtMS is position 0; 0 before the start.
func (s snapshot) startedAtMS() int64 {
	if len(s.Events) == 0 {
		return 0
	}
	return s.Events[0].AtMS
}

// stageMS is how long a stage is, with what happened to it.
func (s snapshot) stageMS(i int) int64 { return s.clock().Stages()[i].Duration.Milliseconds() }

type question struct {
	Prompt string   `json:"prompt"`
	Hints  []string `json:"hints"`
	Points []string `json:"points"`
}

type participant struct {
	ID        string `json:"id"`
	Role      string `json:"role"`
	Consented bool   `json:"consented"`
	Connected bool   `json:"connected"`
	Hears     bool   `json:"hears"`
	Owner     bool   `json:"owner"`
}

// who returns the participant with this ID.
func (s snapshot) who(id string) participant {
	for _, p := range s.Participants {
		if p.ID == id {
			return p
		}
	}
	return participant{}
}

// page is a participant's page: its socket and, once it has called, its voice.
type page struct {
	t        *testing.T
	name     string
	conn     *websocket.Conn
	messages chan received
	// session is the snapshot that the page has, of this revision.
	session  []byte
	revision int
	// known is the last message about the session that the test has seen.
	known received
	// closed has the close code once the socket is closed.
	closed  chan int
	reading sync.WaitGroup
	writing sync.Mutex
	browser *peertest.Browser
	// said counts the packets its microphone made.
	said atomic.Int32
	// pausing is how many packets its microphone still leaves out. RTP time
	// stands still meanwhile.
	pausing atomic.Int32
}

// line is a connection that can be cut without a word.
type line struct {
	net.Conn
	gone atomic.Bool
}

// Read implements net.Conn; once the line is cut, nothing comes.
func (l *line) Read(b []byte) (int, error) {
	for {
		n, err := l.Conn.Read(b)
		if err != nil || !l.gone.Load() {
			return n, err
		}
	}
}

// Write implements net.Conn; once the line is cut, it is lost.
func (l *line) Write(b []byte) (int, error) {
	if l.gone.Load() {
		return len(b), nil
	}
	return l.Conn.Write(b)
}

// cut takes the socket's network away.
func (p *page) cut() {
	p.conn.NetConn().(*line).gone.Store(true)
}

// connect opens a page's socket and returns the status of the answer; header
// adds to the request.
func (h *house) connect(user, session string, header http.Header) (*websocket.Conn, int, error) {
	dialer := websocket.Dialer{
		NetDialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := h.dial(ctx)
			return &line{Conn: conn}, err
		},
		HandshakeTimeout: patience,
	}
	if header == nil {
		header = http.Header{}
	}
	if user != "" {
		header.Set("Test-User", user)
	}
	conn, response, err := dialer.DialContext(context.Background(), "ws://"+h.host+"/api/v1/sessions/"+session+"/socket", header)
	if response == nil {
		return nil, 0, err
	}
	return conn, response.StatusCode, errors.Join(err, response.Body.Close())
}

// silentPage opens the session's page of the user, without saying hello.
func (h *house) silentPage(user, session string) *page {
	h.t.Helper()
	conn, _, err := h.connect(user, session, nil)
	if err != nil {
		h.t.Fatalf("connect %s: %v", user, err)
	}
	p := &page{t: h.t, name: user, conn: conn, messages: make(chan received, 10_000), closed: make(chan int, 1)}
	p.reading.Go(p.read)
	h.t.Cleanup(p.gone)
	return p
}

// page opens the session's page of the user and waits for the welcome.
func (h *house) page(user, session string) *page {
	h.t.Helper()
	p := h.silentPage(user, session)
	p.send(object{"type": "hello", "version": 2})
	p.next("welcome", func(m received) bool { return m.Type == "welcome" })
	return p
}

// gone closes the page, as when its tab is closed.
func (p *page) gone() {
	p.hangUp()
	_ = p.conn.Close() // it may be closed already
	p.reading.Wait()
}

func (p *page) read() {
	for {
		_, data, err := p.conn.ReadMessage()
		if err != nil {
			code := 0
			if closed := (*websocket.CloseError)(nil); errors.As(err, &closed) {
				code = closed.Code
			}
			p.closed <- code
			return
		}
		m, err := p.understand(data)
		if err != nil {
			p.t.Errorf("%s received %q: %v", p.name, data, err)
		}
		p.messages <- m
	}
}

// understand reads a message, and follows the session by what has changed.
func (p *page) understand(data []byte) (m received, err error) {
	var told struct{ Session, Changes json.RawMessage }
	if err := errors.Join(json.Unmarshal(data, &m), json.Unmarshal(data, &told)); err != nil {
		return m, err
	}
	switch {
	case told.Session != nil:
		p.session, p.revision = told.Session, m.Revision
	case told.Changes != nil && m.Revision != p.revision+1:
		return m, fmt.Errorf("revision %d follows %d", m.Revision, p.revision)
	case told.Changes != nil:
		p.revision = m.Revision
		if p.session, err = jsonpatch.MergePatch(p.session, told.Changes); err != nil {
			return m, err
		}
	}
	if p.session != nil {
		err = json.Unmarshal(p.session, &m.Session)
	}
	return m, err
}

// tells reports whether a message is about the session.
func (m received) tells() bool {
	return m.Type == "welcome" || m.Type == "session" || m.Type == "change"
}

func (p *page) send(message any) {
	p.t.Helper()
	data, err := json.Marshal(message)
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendRaw(websocket.TextMessage, data)
}

func (p *page) sendRaw(kind int, data []byte) {
	p.t.Helper()
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := p.conn.WriteMessage(kind, data); err != nil {
		p.t.Logf("%s could not send %.60q: %v", p.name, data, err)
	}
}

func (p *page) do(kind string) {
	p.t.Helper()
	p.send(object{"type": kind})
}

// skip asks for the end of the first stage.
func (p *page) skip() {
	p.t.Helper()
	p.send(object{"type": "skip_stage", "stage": 0})
}

// next waits for the first message that is wanted.
func (p *page) next(what string, wanted func(received) bool) received {
	p.t.Helper()
	return p.nextWithin(what, patience, wanted)
}

func (p *page) nextWithin(what string, within time.Duration, wanted func(received) bool) received {
	p.t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	var last received
	for {
		select {
		case m := <-p.messages:
			if m.tells() {
				p.known = m
			}
			if wanted(m) {
				return m
			}
			if m.Type != "candidate" {
				last = m
			}
		case code := <-p.closed:
			p.closed <- code
			p.t.Fatalf("%s waits for %s, and the socket was closed with %d; last: %+v", p.name, what, code, last)
		case <-deadline.C:
			p.t.Fatalf("%s waits for %s: not within %s; last: %+v", p.name, what, within, last)
		}
	}
}

// until waits for a snapshot that is wanted, unless the page has it already.
func (p *page) until(what string, wanted func(snapshot) bool) snapshot {
	p.t.Helper()
	return p.untilWithin(what, patience, wanted)
}

func (p *page) untilWithin(what string, within time.Duration, wanted func(snapshot) bool) snapshot {
	p.t.Helper()
	if p.known.tells() && wanted(p.known.Session) {
		return p.known.Session
	}
	return p.nextWithin(what, within, func(m received) bool {
		return m.tells() && wanted(m.Session)
	}).Session
}

// refused waits for the error about a message of this type.
func (p *page) refused(kind string) received {
	p.t.Helper()
	return p.next("the refusal of "+kind, func(m received) bool { return m.Type == "error" && m.Regarding == kind })
}

// closing waits for the socket's close code.
func (p *page) closing(within time.Duration) int {
	p.t.Helper()
	select {
	case code := <-p.closed:
		p.closed <- code
		return code
	case <-time.After(within):
		p.t.Fatalf("%s: the socket was not closed within %s", p.name, within)
		return 0
	}
}
