package peer_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

func TestCandidatesBeforeTheOfferWait(t *testing.T) {
	network := listen(t)
	early, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	browser, err := peertest.New(peertest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	offer, err := browser.Offer(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{
		"candidate:1 1 udp 2113937151 6fa1a3c5-6f0c-4a52-8d26-0d5f4a2d1f7e.local 51472 typ host", // RFC 8828: mDNS hides the address
		"candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
		"candidate:3 1 udp 2113937151 192.0.2.7 51472 typ host",
		"",
		"nonsense",
	} {
		if err := early.AddCandidate(peer.Candidate{Candidate: c, SDPMid: "0"}); err != nil {
			t.Errorf("candidate %q before the offer: %v", c, err)
		}
	}
	if _, err := early.Answer(offer); err != nil {
		t.Errorf("answer after early candidates: %v", err)
	}
	if err := early.AddCandidate(peer.Candidate{Candidate: "nonsense", SDPMid: "0"}); err == nil {
		t.Error("a candidate that is none was taken, want an error")
	}
}

// A browser whose address no candidate tells, as behind mDNS, is found by the
// packets that it sends to ours.
func TestABrowserIsFoundWithoutItsCandidates(t *testing.T) {
	network := listen(t)
	var connected atomic.Bool
	var toPage mailbox
	p, err := network.NewPeer(peer.Events{Candidate: toPage.put, Connected: connected.Store})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	browser, err := peertest.New(peertest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	c := &call{Browser: browser, peer: p}
	c.negotiate(t, false)
	toPage.forward(t, c.AddCandidate)
	waitFor(t, "the connection", connected.Load)
}

func TestTakenPortIsNamed(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for name, port := range map[string]int{"TCP": tcp.Addr().(*net.TCPAddr).Port, "UDP": udp.LocalAddr().(*net.UDPAddr).Port} {
		for _, host := range []string{"127.0.0.1", "", "0.0.0.0"} {
			network, err := peer.Listen(peer.Config{Host: host, Port: port, Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				err = errors.Join(errors.New("no error"), network.Close())
			}
			for _, want := range []string{name, fmt.Sprint(port), "taken", "PRACTICE_ICE_PORT"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%s port taken, host %q: %q does not say %q", name, host, err, want)
				}
			}
		}
	}
}

// "one UDP port for all peers and ICE over TCP on the same number"
func TestEveryCandidateHasTheOnePort(t *testing.T) {
	for _, test := range []struct {
		name    string
		config  peer.Config
		address string
	}{
		{"loopback", peer.Config{Host: "127.0.0.1"}, "127.0.0.1"},
		{"all interfaces", peer.Config{}, "127.0.0.1"},
		{"all interfaces of IPv4", peer.Config{Host: "0.0.0.0"}, "127.0.0.1"},
		{"behind NAT", peer.Config{Host: "127.0.0.1", Addresses: []string{"198.51.100.7"}}, "198.51.100.7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.config.Log = slog.New(slog.DiscardHandler)
			network, err := peer.Listen(test.config)
			if err != nil {
				t.Fatal(err)
			}
			defer network.Close()
			candidates := make(chan string, 100)
			p, err := network.NewPeer(peer.Events{Candidate: func(c peer.Candidate) { candidates <- c.Candidate }, Connected: func(bool) {}})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			browser, err := peertest.New(peertest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer browser.Close()
			(&call{Browser: browser, peer: p}).negotiate(t, false)
			found := map[string]bool{}
			for {
				var c string
				select {
				case c = <-candidates:
				case <-time.After(patience):
					t.Fatal("the candidates do not end")
				}
				if c == "" {
					break
				}
				fields := strings.Fields(c) // RFC 8839 section 5.1
				if got, want := fields[5], fmt.Sprint(network.Port()); got != want {
					t.Errorf("candidate %q has port %s, want %s", c, got, want)
				}
				found[strings.ToLower(fields[2])+" "+fields[4]] = true
			}
			for _, want := range []string{"udp " + test.address, "tcp " + test.address} {
				if !found[want] {
					t.Errorf("announced %v, want %q among them", found, want)
				}
			}
		})
	}
}
