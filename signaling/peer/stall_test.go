package peer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practice/recordings"
	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// Who takes nothing more of what is sent, over TCP with a full window, keeps
// nobody from being recorded.
func TestAStalledListenerStopsNobody(t *testing.T) {
	network := listen(t)
	speaker := dial(t, network, peertest.Options{})
	proxy := newProxy(t, network.Port())
	listener := dialThrough(t, network, proxy)
	listener.peer.Hear([]*peer.Peer{speaker.peer})
	var packets atomic.Int64
	speaker.peer.SetSink(func(recordings.Packet) { packets.Add(1) })
	close(proxy.stall)
	// More than the network's buffers and pion's hold.
	const enough = 10_000
	payload := bytes.Repeat([]byte{0xF8}, 1100)
	waitFor(t, "the recording of all that was said", func() bool {
		for range 100 {
			if err := speaker.Say(payload); err != nil {
				t.Fatal(err)
			}
		}
		return packets.Load() >= enough
	})
	changed := make(chan struct{})
	go func() {
		speaker.peer.SetSink(nil)
		listener.peer.Hear(nil)
		close(changed)
	}()
	select {
	case <-changed:
	case <-time.After(patience):
		t.Fatal("the stalled listener holds the speaker up")
	}
}

// proxy stands between a browser and the TCP port, and can stop to read what
// the server sends.
type proxy struct {
	listener *net.TCPListener
	to       int
	stall    chan struct{}
	running  sync.WaitGroup
	mu       sync.Mutex
	conns    []*net.TCPConn
}

func newProxy(t *testing.T, to int) *proxy {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, to: to, stall: make(chan struct{})}
	p.running.Go(p.serve)
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Errorf("close the proxy: %v", err)
		}
	})
	return p
}

func (p *proxy) close() error {
	err := p.listener.Close()
	p.mu.Lock()
	for _, c := range p.conns {
		err = errors.Join(err, c.Close())
	}
	p.mu.Unlock()
	p.running.Wait()
	return err
}

func (p *proxy) serve() {
	for {
		browser, err := p.listener.AcceptTCP()
		if err != nil {
			return
		}
		server, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: p.to})
		if err != nil {
			_ = browser.Close() // the test misses its connection and says so
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, browser, server)
		p.mu.Unlock()
		p.running.Go(func() { _, _ = io.Copy(server, browser) }) // until one is closed
		p.running.Go(func() { p.pass(server, browser) })
	}
}

// pass carries what the server sends to the browser until the stall.
func (p *proxy) pass(server, browser *net.TCPConn) {
	buffer := make([]byte, 2048)
	for {
		select {
		case <-p.stall:
			return
		default:
		}
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		if _, err := browser.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// dialThrough connects a browser over the proxy.
func dialThrough(t *testing.T, network *peer.Network, p *proxy) *call {
	t.Helper()
	c := &call{}
	var toPage mailbox
	var err error
	if c.peer, err = network.NewPeer(peer.Events{Candidate: toPage.put, Connected: c.connected.Store}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.peer.Close(); err != nil {
			t.Errorf("close the peer: %v", err)
		}
	})
	if c.Browser, err = peertest.New(peertest.Options{TCPOnly: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close the browser: %v", err)
		}
	})
	c.negotiate(t, false)
	theirs, ours := fmt.Sprintf(" %d ", network.Port()), fmt.Sprintf(" %d ", p.listener.Addr().(*net.TCPAddr).Port)
	toPage.forward(t, func(candidate peer.Candidate) error {
		candidate.Candidate = strings.Replace(candidate.Candidate, theirs, ours, 1)
		return c.AddCandidate(candidate)
	})
	waitFor(t, "the connection", c.connected.Load)
	return c
}
