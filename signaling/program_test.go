package signaling_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// program is a WHIP client.
type program struct {
	t       *testing.T
	h       *house
	client  *http.Client
	user    string
	browser *peertest.Browser
	offer   string
	// url and etag are what the server answered.
	url, etag string
	stop      chan struct{}
	speaking  chan struct{}
}

// program makes a client of ada's that has an offer ready.
func (h *house) program(options peertest.Options) *program {
	h.t.Helper()
	options.Speaker = true
	p := &program{t: h.t, h: h, user: "ada", stop: make(chan struct{}), speaking: make(chan struct{})}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return h.dial(ctx) }}
	h.t.Cleanup(transport.CloseIdleConnections)
	p.client = &http.Client{Transport: transport}
	var err error
	if p.browser, err = peertest.New(options); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { check(h.t, p.browser.Close(), "close the program") })
	if p.offer, err = p.browser.OfferWhole(false); err != nil {
		h.t.Fatal(err)
	}
	return p
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	body string
}

// do sends a request; headers are pairs of name and value, and may replace the
// token.
func (p *program) do(method, path, body string, headers ...string) reply {
	p.t.Helper()
	request, err := http.NewRequest(method, "http://"+p.h.host+path, bytes.NewReader([]byte(body)))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer token")
	request.Header.Set("Test-User", p.user)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := p.client.Do(request)
	if err != nil {
		p.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{response, string(content)}
}

// want does what do does and expects a status.
func (p *program) want(status int, method, path, body string, headers ...string) reply {
	p.t.Helper()
	a := p.do(method, path, body, headers...)
	if a.StatusCode != status {
		p.t.Fatalf("%s %s: got %d with %s, want %d", method, path, a.StatusCode, a.body, status)
	}
	return a
}

// post offers, and takes the answer.
func (p *program) post(query string) reply {
	p.t.Helper()
	a := p.want(http.StatusCreated, "POST", "/whip"+query, p.offer, "Content-Type", "application/sdp")
	p.url, p.etag = a.Header.Get("Location"), a.Header.Get("ETag")
	if err := p.browser.Answer(a.body); err != nil {
		p.t.Fatalf("the answer %s: %v", a.body, err)
	}
	return a
}

func (p *program) session() string { return strings.TrimPrefix(p.url, "/whip/") }

// begin offers and speaks until the recording runs.
func (p *program) begin() {
	p.t.Helper()
	p.post("")
	p.speak()
	p.awaitState(sessions.Running)
}

func (p *program) awaitState(want sessions.State) *sessions.Session {
	p.t.Helper()
	eventually(p.t, "the session to be "+string(want), func() bool { return p.h.stored(p.session()).State() == want })
	return p.h.stored(p.session())
}

// speak sends 20 ms of sound at the pace of speech until the test ends.
func (p *program) speak() {
	go func() {
		defer close(p.speaking)
		pace := time.NewTicker(peertest.FrameDuration)
		defer pace.Stop()
		for i := uint64(0); ; i++ {
			select {
			case <-pace.C:
				sound := append([]byte{0xf8}, bytes.Repeat([]byte{0x5a}, 40)...)
				_ = p.browser.Say(binary.BigEndian.AppendUint64(sound, i)) // a cut line takes no more
			case <-p.stop:
				return
			}
		}
	}()
	p.t.Cleanup(func() { close(p.stop); <-p.speaking })
}

// spoken waits until the recording has gone on for so long.
func (p *program) spoken(d time.Duration) {
	p.t.Helper()
	from := time.Now()
	eventually(p.t, "time to pass", func() bool { return time.Since(from) >= d })
}

// recordedClip waits for the clip of the session, the only one.
func (p *program) recordedClip() recordings.Clip {
	p.t.Helper()
	clips := p.h.clips(p.session())
	if len(clips) != 1 {
		p.t.Fatalf("the session has %d clips, want 1: %+v", len(clips), clips)
	}
	return recorded(p.t, p.h, p.session(), clips[0].ID)
}

var etagForm = regexp.MustCompile(`^"[a-z0-9]{20,}"$`)
