package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/gorilla/websocket"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/recordings/ogg"
	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
	"practice/signaling/wire"
)

const spokenText = "When a client opens a connection it sends a synchronise segment. The server answers with its own, " +
	"and the client acknowledges. Only then may data flow in both directions."

type clipFacts struct {
	ID         string              `json:"id"`
	State      string              `json:"state"`
	Reason     string              `json:"reason"`
	DurationMS int64               `json:"duration_ms"`
	Receipt    *recordings.Receipt `json:"receipt"`
}

// verdict is what the server says of a clip, and how it says that the recording ended.
func (s *speaker) verdict(id string) (verdict recordings.Verdict, end recordings.Ending) {
	s.t.Helper()
	var told struct {
		Receipt struct {
			Verdict recordings.Verdict
			End     recordings.Ending
		}
	}
	s.call(http.MethodGet, "/api/v1/clips/"+id, nil, &told)
	return told.Receipt.Verdict, told.Receipt.End
}

// speaker is a program that speaks in a solo session through API, WebSocket
// and WebRTC, as the page does.
type speaker struct {
	t     *testing.T
	p     *program
	token string
	// cookie is what a guest has in the token's place.
	cookie  string
	socket  *websocket.Conn
	browser *peertest.Browser
	writing sync.Mutex
	// session is the newest snapshot; states has each.
	session []byte
	states  chan map[string]any
	ended   chan struct{}
	// refusals gets the errors of a session that may have some.
	refusals chan refusal
}

// refusal is an error message of the socket.
type refusal struct{ code, regarding string }

// recordAloud records ten seconds of speech, waits until the clip is stored,
// and listens to it.
func recordAloud(t *testing.T, p *program) clipFacts {
	t.Helper()
	s := newSpeaker(t, p)
	defer s.hangUp()
	wav := hearing.Speak(t, spokenText)
	packets := opusPackets(t, hearing.Encode(t, wav))
	s.send(map[string]any{"type": "start"})
	s.speak(packets[:50]) // the countdown
	s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	s.speak(packets)
	s.send(map[string]any{"type": "end"})
	session := s.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })
	clip := s.awaitReady(session["clip_ids"].([]any)[0].(string))
	s.listen(clip, wav)
	return clip
}

func newSpeaker(t *testing.T, p *program) *speaker {
	t.Helper()
	s := &speaker{t: t, p: p, token: p.newToken(), states: make(chan map[string]any, 1000), ended: make(chan struct{})}
	var created struct{ ID string }
	s.call(http.MethodPost, "/api/v1/sessions", map[string]any{
		"kind": "solo", "format": "explain-a-concept", "role": "candidate", "questions": []any{map[string]any{"prompt": "How does TCP connect?"}},
	}, &created)
	s.connect(created.ID)
	return s
}

// data is the program's data folder.
func (p *program) data() string {
	for _, v := range p.cmd.Env {
		if name, value, _ := strings.Cut(v, "="); name == "PRACTICE_DATA" {
			return value
		}
	}
	return ""
}

// newToken makes an API token while the server runs.
func (p *program) newToken() string {
	p.t.Helper()
	status, stdout, stderr := finish(p.t, p.data(), p.cmd.Env, "token", "create", "--name", "speaker")
	if status != 0 {
		p.t.Fatalf("token create: %s", stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	return lines[len(lines)-1]
}

// call sends a request with the token and reads the JSON answer.
func (s *speaker) call(method, path string, body, answer any) {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.p.url+path, bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header = s.header()
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= http.StatusBadRequest {
		s.t.Fatalf("%s %s: %s %s (%v)", method, path, response.Status, content, err)
	}
	if raw, isRaw := answer.(*[]byte); isRaw {
		*raw = content
		return
	}
	if err := json.Unmarshal(content, answer); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, path, err, content)
	}
}

// header says who asks.
func (s *speaker) header() http.Header {
	if s.cookie != "" {
		return http.Header{"Cookie": {s.cookie}}
	}
	return http.Header{"Authorization": {"Bearer " + s.token}}
}

// connect opens socket and voice of the session.
func (s *speaker) connect(session string) {
	s.t.Helper()
	var err error
	s.socket, _, err = websocket.DefaultDialer.Dial( //nolint:bodyclose // the dialer closes it
		strings.Replace(s.p.url, "http", "ws", 1)+"/api/v1/sessions/"+session+"/socket", s.header())
	if err != nil {
		s.t.Fatal(err)
	}
	s.browser, err = peertest.New(peertest.Options{Candidate: func(c peer.Candidate) {
		s.send(map[string]any{"type": "candidate", "candidate": c.Candidate, "sdp_mid": c.SDPMid, "sdp_mline_index": c.SDPMLineIndex})
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	go s.read()
	s.send(map[string]any{"type": "hello", "version": wire.Version})
	s.writing.Lock()
	offer, err := s.browser.Offer(false)
	if err == nil {
		err = s.socket.WriteJSON(map[string]any{"type": "offer", "sdp": offer})
	}
	s.writing.Unlock()
	if err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.browser.Connected():
	case <-time.After(15 * time.Second):
		s.t.Fatal("the voice does not connect within 15 s")
	}
}

// read takes the server's messages until the socket ends.
func (s *speaker) read() {
	defer close(s.ended)
	for {
		var m struct {
			Type, SDP, Candidate string
			SDPMid               string `json:"sdp_mid"`
			SDPMLineIndex        uint16 `json:"sdp_mline_index"`
			Session, Changes     json.RawMessage
			Message              string
			Code, Regarding      string
		}
		if err := s.socket.ReadJSON(&m); err != nil {
			return
		}
		switch m.Type {
		case "answer":
			if err := s.browser.Answer(m.SDP); err != nil {
				s.t.Errorf("take the answer: %v", err)
			}
		case "candidate":
			if err := s.browser.AddCandidate(peer.Candidate{Candidate: m.Candidate, SDPMid: m.SDPMid, SDPMLineIndex: m.SDPMLineIndex}); err != nil {
				s.t.Errorf("take a candidate: %v", err)
			}
		case "error":
			if s.refusals == nil {
				s.t.Errorf("the server refuses: %s", m.Message)
			} else {
				s.refusals <- refusal{m.Code, m.Regarding}
			}
		case "welcome", "session", "change":
			s.follow(m.Session, m.Changes)
		}
	}
}

// follow goes on with the whole session, or with what changed in it.
func (s *speaker) follow(whole, changes []byte) {
	if whole != nil {
		s.session = whole
	}
	var state map[string]any
	var err error
	if changes != nil {
		s.session, err = jsonpatch.MergePatch(s.session, changes)
	}
	if err := errors.Join(err, json.Unmarshal(s.session, &state)); err != nil {
		s.t.Errorf("follow the session: %v", err)
	}
	s.states <- state
}

func (s *speaker) send(message any) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.socket.WriteJSON(message); err != nil {
		s.t.Logf("send %v: %v", message, err)
	}
}

// until waits for a snapshot that is wanted.
func (s *speaker) until(what string, wanted func(map[string]any) bool) map[string]any {
	s.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case state := <-s.states:
			if wanted(state) {
				return state
			}
		case <-deadline:
			s.t.Fatalf("waited 20 s for %s", what)
		}
	}
}

// speak sends the packets at the pace of speech.
func (s *speaker) speak(packets [][]byte) {
	s.t.Helper()
	begun := time.Now()
	for i, packet := range packets {
		// A busy machine may be late with one packet, but not with all that follow:
		// a ticker would leave them out.
		<-time.After(time.Until(begun.Add(time.Duration(i+1) * peertest.FrameDuration)))
		if err := s.browser.Say(packet); err != nil {
			s.t.Errorf("speak: %v", err)
			return
		}
	}
}

func (s *speaker) awaitReady(id string) clipFacts {
	s.t.Helper()
	var clip clipFacts
	await(s.t, "clip "+id+" to be stored", func() bool {
		s.call(http.MethodGet, "/api/v1/clips/"+id, nil, &clip)
		return clip.State == "ready"
	})
	return clip
}

// listen fetches the clip and expects the speech in it.
func (s *speaker) listen(clip clipFacts, wav string) {
	s.t.Helper()
	var audio []byte
	s.call(http.MethodGet, "/api/v1/clips/"+clip.ID+"/audio.ogg", nil, &audio)
	path := filepath.Join(s.t.TempDir(), "clip.ogg")
	if err := os.WriteFile(path, audio, 0o600); err != nil {
		s.t.Fatal(err)
	}
	hearing.Info(s.t, path)
	heard, err := hearing.Decode(path)
	if err != nil {
		s.t.Fatal(err)
	}
	spoken, err := hearing.Decode(wav)
	if err != nil {
		s.t.Fatal(err)
	}
	found := hearing.Compare(heard, spoken)
	s.t.Logf("clip of %v: correlation %.3f", found.Duration, found.Peak)
	if found.Peak < 0.9 {
		s.t.Errorf("correlation with what was spoken: %.3f, want at least 0.9", found.Peak)
	}
}

func (s *speaker) hangUp() {
	if err := s.browser.Close(); err != nil {
		s.t.Errorf("close the voice: %v", err)
	}
	_ = s.socket.Close() // the server may have closed it
	<-s.ended
}

func opusPackets(t *testing.T, path string) [][]byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := ogg.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var packets [][]byte
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return packets
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, slices.Clone(packet))
	}
}
