package peer_test

import (
	"net"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// Whoever has the password of an ICE session can sign checks and let them come from
// anywhere. The server answers and checks a few addresses, not any number.
func TestOnlyAFewAddressesOfAPeerAreAnswered(t *testing.T) {
	network := listen(t)
	page, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	browser, err := peertest.New(peertest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	offer, err := browser.Offer(false)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := page.Answer(offer)
	if err != nil {
		t.Fatal(err)
	}
	const few, many = 16, 100
	var packets, answered atomic.Int64
	var readers sync.WaitGroup
	defer readers.Wait()
	var addresses []*net.UDPConn
	for range many {
		address, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: network.Port()})
		if err != nil {
			t.Fatal(err)
		}
		defer address.Close()
		addresses = append(addresses, address)
		if _, err := address.Write(check(t, offer, answer)); err != nil {
			t.Fatal(err)
		}
		readers.Go(func() {
			for n := 0; ; n++ {
				if _, err := address.Read(make([]byte, 1500)); err != nil {
					return
				}
				if packets.Add(1); n == 0 {
					answered.Add(1)
				}
			}
		})
	}
	waitFor(t, "answers", func() bool { return answered.Load() >= few })
	// Each is checked once every 200 ms at first.
	for _, address := range addresses {
		if err := address.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	readers.Wait()
	if got := answered.Load(); got != few {
		t.Errorf("%d of %d addresses got %d packets, want %d", got, many, packets.Load(), few)
	}
}

// check is a check of connectivity that is signed as the browser's own (RFC 8445
// section 7.2.2).
func check(t *testing.T, offer, answer string) []byte {
	t.Helper()
	attribute := func(sdp, name string) string {
		t.Helper()
		found := regexp.MustCompile(name + `:(\S+)`).FindStringSubmatch(sdp)
		if found == nil {
			t.Fatalf("no %s in %s", name, sdp)
		}
		return found[1]
	}
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(attribute(answer, "ice-ufrag")+":"+attribute(offer, "ice-ufrag")),
		stun.NewShortTermIntegrity(attribute(answer, "ice-pwd")), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	return m.Raw
}
