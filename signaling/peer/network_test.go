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

// A page's candidates are read, whatever kind they are, and refused where they are
// none.
func TestCandidatesAreRead(t *testing.T) {
	for _, c := range []string{
		"candidate:1 1 udp 2113937151 6fa1a3c5-6f0c-4a52-8d26-0d5f4a2d1f7e.local 51472 typ host", // RFC 8828: mDNS hides the address
		"candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
		"candidate:3 1 udp 2113937151 192.0.2.7 51472 typ host",
		"",
	} {
		if err := peer.CheckCandidate(c); err != nil {
			t.Errorf("candidate %q: %v", c, err)
		}
	}
	for _, c := range []string{"nonsense", strings.Repeat("x", 60_000), "candidate:1 1 udp 1 192.0.2.7 9 typ host " + strings.Repeat("x ", 300)} {
		if err := peer.CheckCandidate(c); err == nil || len(err.Error()) > 200 {
			t.Errorf("candidate %.40q: got %.200v, want an error in few words", c, err)
		}
	}
}

// Nobody is sent anything because a page or a program names them: whoever it is,
// and wherever in a description they stand, none of them gets a packet.
func TestNobodyIsPingedForBeingNamed(t *testing.T) {
	network := listen(t)
	named, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer named.Close()
	line := fmt.Sprintf("a=candidate:1 1 udp 2113937151 127.0.0.1 %d typ host\r\n", named.LocalAddr().(*net.UDPAddr).Port)
	c := dial(t, network, peertest.Options{})
	offer, err := c.Offer(true)
	if err != nil {
		t.Fatal(err)
	}
	session, rest, _ := strings.Cut(offer, "m=audio")
	offer = session + line + "m=audio" + rest + line
	if _, err := c.peer.Answer(offer); err != nil {
		t.Fatalf("answer an offer with candidates: %v", err)
	}
	program, err := network.NewSpeaker(func(bool) {})
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	speaker, err := peertest.New(peertest.Options{Speaker: true})
	if err != nil {
		t.Fatal(err)
	}
	defer speaker.Close()
	whole, err := speaker.OfferWhole(false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := program.AnswerSpeaker(t.Context(), whole+line); err != nil {
		t.Fatalf("answer a program's offer with candidates: %v", err)
	}
	fragment := peer.Fragment{Ufrag: "abcdefgh", Pwd: "abcdefghijklmnopqrstuvwx", Media: "audio 9 UDP/TLS/RTP/SAVPF 111", Candidates: []string{strings.TrimSpace(strings.TrimPrefix(line, "a="))}}
	if _, err := program.Restart(t.Context(), fragment); err != nil {
		t.Fatalf("restart with candidates: %v", err)
	}
	// A peer pings every 200 ms at first.
	if err := named.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, from, err := named.ReadFrom(make([]byte, 1500)); err == nil {
		t.Errorf("%d bytes came from %v to an address that was only named", n, from)
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
