package peer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"practice/recordings"
	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
}

// dial connects a browser and waits until voices can flow.
func dial(t *testing.T, network *peer.Network, options peertest.Options) *call {
	t.Helper()
	c := &call{}
	var toPage, toServer mailbox
	var err error
	if c.peer, err = network.NewPeer(peer.Events{Candidate: toPage.put, Connected: c.connected.Store}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.peer.Close(); err != nil {
			t.Errorf("close the peer: %v", err)
		}
	})
	options.Candidate = toServer.put
	if c.Browser, err = peertest.New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close the browser: %v", err)
		}
	})
	c.negotiate(t, false)
	toPage.forward(t, c.AddCandidate)
	toServer.forward(t, c.peer.AddCandidate)
	waitFor(t, "the connection", c.connected.Load)
	return c
}

// negotiate makes an offer and carries the answer back.
func (c *call) negotiate(t *testing.T, restart bool) {
	t.Helper()
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

func TestBothHearEachOther(t *testing.T) {
	for name, options := range map[string]peertest.Options{"over UDP": {}, "over TCP alone": {TCPOnly: true}} {
		t.Run(name, func(t *testing.T) {
			network := listen(t)
			ada, ben := dial(t, network, options), dial(t, network, options)
			want := "udp"
			if options.TCPOnly {
				want = "tcp"
			}
			if got := ada.Transport(); got != want {
				t.Errorf("connected over %q, want %q", got, want)
			}
			ada.peer.Hear([]*peer.Peer{ben.peer})
			ben.peer.Hear([]*peer.Peer{ada.peer})
			speak(t, ada, "ada")
			speak(t, ben, "ben")
			hearing(t, ada, "ben", 20)
			hearing(t, ben, "ada", 20)
		})
	}
}

// A voice keeps its stream when it is another's: numbers go on, so a browser
// neither glitches nor negotiates.
func TestAVoiceThatIsReplacedGoesOnInTheSameStream(t *testing.T) {
	network := listen(t)
	listener, first := dial(t, network, peertest.Options{}), dial(t, network, peertest.Options{})
	second := dial(t, network, peertest.Options{Sequence: 30_000, Timestamp: 3_000_000_000})
	speak(t, first, "first")
	speak(t, second, "second")
	listener.peer.Hear([]*peer.Peer{first.peer})
	before := hearing(t, listener, "first", 10)
	listener.peer.Hear(nil)
	listener.peer.Hear([]*peer.Peer{second.peer})
	after := hearing(t, listener, "second", 10)
	last, next := before[len(before)-1], after[0]
	if last.Voice != next.Voice || last.Packet.SSRC != next.Packet.SSRC {
		t.Errorf("voice %d, SSRC %d goes on as voice %d, SSRC %d", last.Voice, last.Packet.SSRC, next.Voice, next.Packet.SSRC)
	}
	// The first speaker may have been heard between the two.
	if ahead := next.Packet.SequenceNumber - last.Packet.SequenceNumber; ahead == 0 || ahead > 100 {
		t.Errorf("the sequence goes on by %d, want a small step", ahead)
	}
	if ahead := time.Duration(next.Packet.Timestamp-last.Packet.Timestamp) * time.Second / recordings.SampleRate; ahead <= 0 || ahead > 2*time.Second {
		t.Errorf("the time goes on by %s, want what passed", ahead)
	}
	for i := range after[1:] {
		got := after[i+1].Packet.Timestamp - after[i].Packet.Timestamp
		if want := uint32(after[i+1].Packet.SequenceNumber-after[i].Packet.SequenceNumber) * 960; got != want {
			t.Errorf("between packets of one speaker: %d samples, want %d", got, want)
		}
	}
}

func TestAtMostThreeOthersAreHeardEachOnAVoiceOfTheirOwn(t *testing.T) {
	network := listen(t)
	listener := dial(t, network, peertest.Options{})
	var others []*peer.Peer
	for i := range peer.Slots + 1 {
		other := dial(t, network, peertest.Options{})
		speak(t, other, fmt.Sprint("other-", i))
		others = append(others, other.peer)
	}
	listener.peer.Hear(others)
	voices := map[int]string{}
	waitFor(t, "three voices", func() bool {
		h := <-listener.Heard
		name, _, _ := strings.Cut(string(h.Packet.Payload), " ")
		if was, taken := voices[h.Voice]; taken && was != name {
			t.Fatalf("voice %d was %s and is %s", h.Voice, was, name)
		}
		voices[h.Voice] = name
		return len(voices) == peer.Slots
	})
	listener.peer.Hear(others[1:]) // one goes: the fourth takes the free voice
	hearing(t, listener, "other-3", 5)
}

func TestTheSinkGetsTheVoiceAsItCame(t *testing.T) {
	speaker := dial(t, listen(t), peertest.Options{})
	packets := make(chan recordings.Packet, 1000)
	begin := time.Now()
	speaker.peer.SetSink(func(p recordings.Packet) {
		p.Payload = slices.Clone(p.Payload)
		packets <- p
	})
	stop := speak(t, speaker, "speaker")
	waitFor(t, "50 packets", func() bool { return len(packets) >= 50 })
	speaker.peer.SetSink(nil)
	count := len(packets)
	first := <-packets
	for i := 1; i < count; i++ {
		p := <-packets
		if got, want := string(p.Payload), fmt.Sprintf("speaker %d", i); got != want {
			t.Fatalf("packet %d is %q, want %q", i, got, want)
		}
		if p.SSRC != first.SSRC || p.Sequence != first.Sequence+uint16(i) || p.Timestamp != first.Timestamp+uint32(i)*960 {
			t.Errorf("packet %d has SSRC %d, sequence %d, time %d after %+v", i, p.SSRC, p.Sequence, p.Timestamp, first)
		}
		if p.Arrival.Before(begin) || p.Arrival.After(time.Now()) {
			t.Errorf("packet %d arrived at %s, want between %s and now", i, p.Arrival, begin)
		}
	}
	stop()
	if left := len(packets); left != 0 {
		t.Errorf("%d packets came after the sink was removed", left)
	}
}

// No call of a sink is under way once another has taken its place.
func TestARemovedSinkIsNotCalled(t *testing.T) {
	speaker := dial(t, listen(t), peertest.Options{})
	speak(t, speaker, "speaker")
	for range 20 {
		var removed atomic.Bool
		called := make(chan struct{}, 1000)
		speaker.peer.SetSink(func(recordings.Packet) {
			if removed.Load() {
				t.Error("a removed sink was called")
			}
			called <- struct{}{}
		})
		<-called
		speaker.peer.SetSink(nil)
		removed.Store(true)
	}
}

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

// The voice goes on over a restart of ICE, on the same peer and to the same sink.
func TestRestartOfICE(t *testing.T) {
	speaker := dial(t, listen(t), peertest.Options{})
	var packets atomic.Int64
	speaker.peer.SetSink(func(recordings.Packet) { packets.Add(1) })
	speak(t, speaker, "speaker")
	waitFor(t, "the voice", func() bool { return packets.Load() > 5 })
	speaker.negotiate(t, true)
	after := packets.Load()
	waitFor(t, "the voice after the restart", func() bool { return packets.Load() > after+50 && speaker.connected.Load() })
}

// "a dead peer is noticed and shown within 10 s"
func TestADeadPeerIsNoticed(t *testing.T) {
	t.Parallel()
	speaker := dial(t, listen(t), peertest.Options{})
	begin := time.Now()
	speaker.Cut()
	waitFor(t, "the loss of the connection", func() bool { return !speaker.connected.Load() })
	t.Logf("noticed after %s", time.Since(begin).Round(time.Millisecond))
}

// Who hears nothing any more keeps nobody from being recorded.
func TestALostListenerStopsNobody(t *testing.T) {
	network := listen(t)
	speaker, listener := dial(t, network, peertest.Options{}), dial(t, network, peertest.Options{})
	listener.peer.Hear([]*peer.Peer{speaker.peer})
	listener.Cut()
	var packets atomic.Int64
	speaker.peer.SetSink(func(recordings.Packet) { packets.Add(1) })
	speak(t, speaker, "speaker")
	waitFor(t, "the voice", func() bool { return packets.Load() >= 100 })
}

func TestOffersThatAreNoneAreRefused(t *testing.T) {
	network := listen(t)
	browser, err := peertest.New(peertest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	good, err := browser.Offer(false)
	if err != nil {
		t.Fatal(err)
	}
	for name, offer := range map[string]string{
		"nothing":                "",
		"words":                  "hello",
		"no media":               "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
		"no ICE":                 strings.ReplaceAll(good, "a=ice-", "a=nice-"),
		"no fingerprint":         strings.ReplaceAll(good, "a=fingerprint", "a=thumb"),
		"another codec":          strings.ReplaceAll(good, "opus/48000/2", "speex/8000"),
		"cut in the middle":      good[:len(good)/2],
		"media of unknown kinds": strings.ReplaceAll(good, "m=audio", "m=telepathy"),
	} {
		t.Run(name, func(t *testing.T) {
			p, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
			if err != nil {
				t.Fatal(err)
			}
			if answer, err := p.Answer(offer); err == nil {
				t.Errorf("the answer is %q, want an error", answer)
			}
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// Whatever a page offers, the server answers or refuses, and goes on.
func FuzzAnswer(f *testing.F) {
	example, err := os.ReadFile("../testdata/from-page/offer.json")
	if err != nil {
		f.Fatal(err)
	}
	var chromium struct{ SDP string }
	if err := json.Unmarshal(example, &chromium); err != nil {
		f.Fatal(err)
	}
	f.Add(chromium.SDP)
	f.Add("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
	network, err := peer.Listen(peer.Config{Host: "127.0.0.1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := network.Close(); err != nil {
			f.Errorf("close the network: %v", err)
		}
	})
	f.Fuzz(func(t *testing.T, offer string) {
		p, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := p.Answer(offer)
		if (answer == "") == (err == nil) {
			t.Errorf("answered %q, %v; want an answer or an error", answer, err)
		}
		if _, idErr := peer.OfferID(offer); idErr != nil && err == nil {
			t.Errorf("an offer without an ID was answered: %v", idErr)
		}
		if err := p.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
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
