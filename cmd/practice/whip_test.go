package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// whipClient is a program that speaks over WHIP.
type whipClient struct {
	*speaker
	location, tag string
	mu            sync.Mutex
	candidates    []peer.Candidate
}

func newWHIPClient(t *testing.T, p *program) *whipClient {
	t.Helper()
	c := &whipClient{speaker: newProgramUser(t, p)}
	var err error
	c.browser, err = peertest.New(peertest.Options{Candidate: func(candidate peer.Candidate) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.candidates = append(c.candidates, candidate)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.browser.Close(); err != nil {
			t.Errorf("close the voice: %v", err)
		}
	})
	return c
}

// send sends a request and returns the answer's status, header and body.
func (c *whipClient) send(method, path, body string, headers ...string) (int, http.Header, string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.p.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(content)
}

// want is send, and fails unless the status is the wanted one.
func (c *whipClient) want(status int, method, path, body string, headers ...string) (http.Header, string) {
	c.t.Helper()
	got, header, content := c.send(method, path, body, headers...)
	if got != status {
		c.t.Fatalf("%s %s %v: got %d %s, want %d", method, path, headers, got, content, status)
	}
	return header, content
}

const (
	sdpType      = "application/sdp"
	fragmentType = "application/trickle-ice-sdpfrag"
)

// begin offers the voice and waits until it is connected.
func (c *whipClient) begin() {
	c.t.Helper()
	offer, err := c.browser.Offer(false)
	if err != nil {
		c.t.Fatal(err)
	}
	header, answer := c.want(http.StatusCreated, http.MethodPost, "/whip?title=TCP", offer, "Content-Type", sdpType)
	c.location, c.tag = header.Get("Location"), header.Get("ETag")
	if header.Get("Content-Type") != sdpType || !strings.HasPrefix(c.location, "/whip/") || !strings.HasPrefix(c.tag, `"`) || !strings.Contains(answer, "a=candidate:") {
		c.t.Fatalf("got %v with %s", header, answer)
	}
	if err := c.browser.Answer(answer); err != nil {
		c.t.Fatal(err)
	}
	c.connected()
}

func (c *whipClient) connected() {
	c.t.Helper()
	select {
	case <-c.browser.Connected():
	case <-time.After(15 * time.Second):
		c.t.Fatal("the voice does not connect within 15 s")
	}
}

// fragment is what the client trickles of an offer.
func (c *whipClient) fragment(offer string) string {
	var lines []string
	for line := range strings.SplitSeq(offer, "\r\n") {
		if strings.HasPrefix(line, "a=ice-ufrag:") || strings.HasPrefix(line, "a=ice-pwd:") {
			lines = append(lines, line)
		}
		if len(lines) == 2 {
			break
		}
	}
	lines = append(lines, "m=audio 9 RTP/AVP 0", "a=mid:0")
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, candidate := range c.candidates {
		if candidate.Candidate != "" {
			lines = append(lines, "a="+candidate.Candidate)
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// A program speaks over WHIP, trickles, restarts ICE in the middle, and deletes:
// one clip holds what it said.
func TestAProgramSpeaksOverWHIP(t *testing.T) {
	p := serve(t, t.TempDir())
	c := newWHIPClient(t, p)
	wav := hearing.Speak(t, spokenText)
	packets := opusPackets(t, hearing.Encode(t, wav))
	c.begin()
	half := len(packets) / 2
	c.speak(packets[:half])
	offer, err := c.browser.Offer(true)
	if err != nil {
		t.Fatal(err)
	}
	restart := c.fragment(offer)
	c.want(http.StatusPreconditionRequired, http.MethodPatch, c.location, restart, "Content-Type", fragmentType)
	c.want(http.StatusPreconditionFailed, http.MethodPatch, c.location, restart, "Content-Type", fragmentType, "If-Match", c.tag)
	header, fragment := c.want(http.StatusOK, http.MethodPatch, c.location, restart, "Content-Type", fragmentType, "If-Match", "*")
	if header.Get("ETag") == c.tag || header.Get("Content-Type") != fragmentType || !strings.Contains(fragment, "a=candidate:") {
		t.Fatalf("got %v with %s", header, fragment)
	}
	c.tag = header.Get("ETag")
	if err := c.browser.AnswerFragment(fragment); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusNoContent, http.MethodPatch, c.location, restart, "Content-Type", fragmentType, "If-Match", c.tag)
	c.speak(packets[half:])

	c.want(http.StatusOK, http.MethodDelete, c.location, "")
	c.want(http.StatusNotFound, http.MethodDelete, c.location, "")
	var list struct{ Clips []clipFacts }
	await(t, "the clip", func() bool {
		c.call(http.MethodGet, "/api/v1/clips", nil, &list)
		return len(list.Clips) == 1 && list.Clips[0].State == "ready"
	})
	c.listen(list.Clips[0], wav)
	t.Log(list.Clips[0].Receipt.Verdict())
}

func TestWhatWHIPRefuses(t *testing.T) {
	p := serve(t, t.TempDir())
	c := newWHIPClient(t, p)
	offer, err := c.browser.Offer(false)
	if err != nil {
		t.Fatal(err)
	}
	video := strings.ReplaceAll(strings.ReplaceAll(offer, "m=audio", "m=video"), "opus/48000/2", "VP8/90000")
	for _, r := range []struct {
		status                    int
		method, path, body, media string
	}{
		{http.StatusUnsupportedMediaType, http.MethodPost, "/whip", offer, "text/plain"},
		{http.StatusBadRequest, http.MethodPost, "/whip", "not an offer", sdpType},
		{http.StatusUnprocessableEntity, http.MethodPost, "/whip", video, sdpType},
		{http.StatusRequestEntityTooLarge, http.MethodPost, "/whip", strings.Repeat("a", 70_000), sdpType},
		{http.StatusMethodNotAllowed, http.MethodGet, "/whip", "", ""},
		{http.StatusMethodNotAllowed, http.MethodPut, "/whip", "", ""},
		{http.StatusMethodNotAllowed, http.MethodGet, "/whip/unknown", "", ""},
		{http.StatusMethodNotAllowed, http.MethodPost, "/whip/unknown", offer, sdpType},
		{http.StatusNotFound, http.MethodDelete, "/whip/unknown", "", ""},
		{http.StatusNotFound, http.MethodPatch, "/whip/unknown", c.fragment(offer), fragmentType},
		{http.StatusBadRequest, http.MethodPatch, "/whip/unknown", "what?", fragmentType},
		{http.StatusUnsupportedMediaType, http.MethodPatch, "/whip/unknown", c.fragment(offer), sdpType},
	} {
		header, words := c.want(r.status, r.method, r.path, r.body, "Content-Type", r.media)
		if r.status == http.StatusMethodNotAllowed && header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", r.method, r.path)
		}
		t.Logf("%s %s: %d %s", r.method, r.path, r.status, strings.TrimSpace(words))
	}
	for _, authorization := range []string{"", "Bearer wrong"} {
		header, _ := c.want(http.StatusUnauthorized, http.MethodPost, "/whip", offer, "Content-Type", sdpType, "Authorization", authorization)
		if header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("got %v, want a challenge", header)
		}
	}
	header, _ := c.want(http.StatusNoContent, http.MethodOptions, "/whip", "", "Authorization", "")
	if header.Get("Accept-Post") != sdpType {
		t.Errorf("OPTIONS: got %v, want Accept-Post", header)
	}
}
