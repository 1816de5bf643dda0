package peer_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// patience bounds every wait for the network.
const patience = 10 * time.Second

func listen(t *testing.T) *peer.Network {
	t.Helper()
	network, err := peer.Listen(peer.Config{Host: "127.0.0.1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := network.Close(); err != nil {
			t.Errorf("close the network: %v", err)
		}
	})
	return network
}

// call is a browser connected to the server, as the room connects them.
type call struct {
	*peertest.Browser
	peer      *peer.Peer
	connected atomic.Bool
	toPage    mailbox
}

// dial connects a browser and waits until voices can flow.
func dial(t *testing.T, network *peer.Network, options peertest.Options) *call {
	t.Helper()
	c := &call{}
	var err error
	if c.peer, err = network.NewPeer(peer.Events{Candidate: c.toPage.put, Connected: c.connected.Store}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.peer.Close(); err != nil {
			t.Errorf("close the peer: %v", err)
		}
	})
	if c.Browser, err = peertest.New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close the browser: %v", err)
		}
	})
	c.negotiate(t, false)
	waitFor(t, "the connection", c.connected.Load)
	return c
}

// negotiate makes an offer and carries the answer back, and after them the
// candidates, as a socket does: one that came before its description would count
// for the connection before.
func (c *call) negotiate(t *testing.T, restart bool) {
	t.Helper()
	c.toPage.hold()
	offer, err := c.Offer(restart)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.peer.Answer(offer)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Answer(answer); err != nil {
		t.Fatal(err)
	}
	c.toPage.forward(t, c.AddCandidate)
}

// mailbox holds candidates until the descriptions are exchanged.
type mailbox struct {
	mu   sync.Mutex
	held []peer.Candidate
	to   func(peer.Candidate)
}

func (m *mailbox) put(c peer.Candidate) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.to == nil {
		m.held = append(m.held, c)
		return
	}
	m.to(c)
}

func (m *mailbox) hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.to = nil
}

func (m *mailbox) forward(t *testing.T, to func(peer.Candidate) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.to = func(c peer.Candidate) {
		if err := to(c); err != nil && t.Context().Err() == nil {
			t.Errorf("take the candidate %+v: %v", c, err)
		}
	}
	for _, c := range m.held {
		m.to(c)
	}
	m.held = nil
}

func waitFor(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%s did not come within %s", what, patience)
		}
	}
}

// speak sends numbered packets, "<name> <number>", at the pace of speech until
// the test or stop ends.
func speak(t *testing.T, c *call, name string) (stop func()) {
	t.Helper()
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		pace := time.NewTicker(peertest.FrameDuration)
		defer pace.Stop()
		for n := 0; ; n++ {
			select {
			case <-over:
				return
			case <-pace.C:
				if err := c.Say(fmt.Appendf(nil, "%s %d", name, n)); err != nil {
					t.Errorf("say: %v", err)
					return
				}
			}
		}
	}()
	stop = sync.OnceFunc(func() {
		close(over)
		<-ended
	})
	t.Cleanup(stop)
	return stop
}

// hearing waits for count packets from name and returns them.
func hearing(t *testing.T, c *call, name string, count int) []peertest.Heard {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	var heard []peertest.Heard
	for len(heard) < count {
		select {
		case h := <-c.Heard:
			if strings.HasPrefix(string(h.Packet.Payload), name+" ") {
				heard = append(heard, h)
			}
		case <-deadline.C:
			t.Fatalf("heard %d packets of %s within %s, want %d", len(heard), name, patience, count)
		}
	}
	return heard
}
