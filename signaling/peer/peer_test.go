package peer_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"practice/recordings"
	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
