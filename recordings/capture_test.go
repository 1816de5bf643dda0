package recordings_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/recordings/memory"
	"practice/recordings/ogg"
)

const text = "When a client opens a connection it sends a synchronise segment. The server answers with its own, and the client " +
	"acknowledges. Only then may data flow in both directions. Closing takes four segments, since each direction is closed on its own."

// voice is a speaker: Opus packets of 20 ms as a browser would send them, and
// the file with what was spoken.
type voice struct {
	spoken  string
	packets [][]byte
}

func newVoice(t testing.TB) voice {
	t.Helper()
	return voiceOf(t, hearing.Speak(t, text))
}

func voiceOf(t testing.TB, wav string) voice {
	t.Helper()
	packets, _ := packetsIn(t, hearing.Encode(t, wav))
	return voice{spoken: wav, packets: packets}
}

// packetsIn returns what an Ogg Opus file holds, and its pre-skip.
func packetsIn(t testing.TB, path string) (packets [][]byte, preSkip int) {
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
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return packets, reader.Header().PreSkip
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, slices.Clone(packet))
	}
}

// sent is a packet with the instant at which it arrives, from position 0.
type sent struct {
	at     time.Duration
	packet recordings.Packet
	// newMicrophone: with it the page tells of another microphone.
	newMicrophone bool
}

// way is how long packets take to arrive in [voice.stream].
const way = 30 * time.Millisecond

// stream lays the voice out as RTP that began before the recording did: the
// packet with the first word arrives a little after position 0.
func (v voice) stream() []sent {
	var out []sent
	for i, payload := range v.packets {
		out = append(out, sent{
			at: time.Duration(i+1)*20*time.Millisecond + way,
			packet: recordings.Packet{
				SSRC: 7, Sequence: uint16(65500 + i), Timestamp: uint32(4294900000 + i*960), Payload: payload,
			},
		})
	}
	return out
}

// record plays the packets to a capture in synthetic time and returns the
// finished spool entry and its file.
func record(t *testing.T, packets []sent, length time.Duration) (recordings.Spooled, string) {
	t.Helper()
	folder := t.TempDir()
	spool, err := recordings.OpenSpool(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	recordInto(t, spool, &memory.Store{}, packets, length)
	spooled, err := spool.Facts("clip")
	if err != nil {
		t.Fatal(err)
	}
	return spooled, filepath.Join(folder, "clip", recordings.AudioOgg)
}

// countdown is how long before its start a recording is announced.
const countdown = 3 * time.Second

// recordInto plays the packets to a capture in synthetic time.
func recordInto(t *testing.T, spool *recordings.Spool, store recordings.Store, packets []sent, length time.Duration) {
	t.Helper()
	slices.SortStableFunc(packets, func(a, b sent) int { return int(a.at - b.at) })
	synctest.Test(t, func(t *testing.T) {
		ignore := func(context.Context, string) {}
		recorder := recordings.NewRecorder(recordings.RecorderConfig{
			Spool: spool, Store: store, Finished: ignore, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
		start := time.Now().Add(countdown)
		capture, err := recorder.Begin(t.Context(), recordings.Clip{ID: "clip", OwnerID: "ada", SessionID: "session", Title: "TCP"}, start)
		if err != nil {
			t.Fatal(err)
		}
		end := time.AfterFunc(countdown+length, func() { capture.End(start.Add(length)) })
		defer end.Stop()
		for _, s := range packets {
			if s.at >= length+time.Second {
				break // nobody listens any more
			}
			time.Sleep(time.Until(start.Add(s.at)))
			if s.newMicrophone {
				capture.NewMicrophone(time.Now())
			}
			s.packet.Arrival = time.Now()
			capture.Write(s.packet)
		}
		<-capture.Done()
	})
}

// decodeBoth decodes a recording, which must be a valid file, and what was
// spoken.
func decodeBoth(t *testing.T, path string, v voice) (heard, spoken []float64) {
	t.Helper()
	hearing.Info(t, path)
	heard, err := hearing.Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	if spoken, err = hearing.Decode(v.spoken); err != nil {
		t.Fatal(err)
	}
	return heard, spoken
}

// expectSound fails unless the recording holds the voice: every window with
// speech, at one offset, which is what the packets took to arrive.
func expectSound(t *testing.T, path string, v voice) hearing.Found {
	t.Helper()
	heard, spoken := decodeBoth(t, path, v)
	found := hearing.Compare(heard, spoken)
	peak, spread := found.Worst()
	t.Logf("duration %v, peak %.3f, worst window %.3f, offset %v, spread %v", found.Duration, found.Peak, peak, found.Offset, spread)
	if distance := (found.Offset + way).Abs(); distance > 20*time.Millisecond {
		t.Errorf("the recording begins at %v of what was spoken, want %v within 20 ms", found.Offset, -way)
	}
	return found
}

func TestCleanStreamIsHeardWhole(t *testing.T) {
	v := newVoice(t)
	const length = 12 * time.Second
	spooled, path := record(t, v.stream(), length)
	found := expectSound(t, path, v)
	if peak, spread := found.Worst(); peak < 0.9 || spread > 5*time.Millisecond {
		t.Errorf("worst window %.3f, want at least 0.9; spread of offsets %v, want at most 5 ms", peak, spread)
	}
	if distance := (found.Duration - length).Abs(); distance > time.Millisecond || spooled.Stored != length || spooled.Expected != length {
		t.Errorf("duration decoded %v, stored %v, expected %v; want %v", found.Duration, spooled.Stored, spooled.Expected, length)
	}
	var missing time.Duration
	for _, g := range spooled.Gaps {
		missing += g.Duration
	}
	if missing > 40*time.Millisecond {
		t.Errorf("gaps %v, want none but the first packet's way", spooled.Gaps)
	}
}

// A tone that never stops shows what is cut off: 30 ms on the way and the
// encoder's first moment, no more.
func TestStartAndEndAreNotClipped(t *testing.T) {
	v := voiceOf(t, hearing.Tone(t, 8*time.Second))
	for _, length := range []time.Duration{5 * time.Second, 5*time.Second + 7*time.Millisecond, 4990 * time.Millisecond} {
		_, path := record(t, v.stream(), length)
		heard, err := hearing.Decode(path)
		if err != nil {
			t.Fatal(err)
		}
		if before, after := hearing.Silence(heard); before > 40*time.Millisecond || after > 40*time.Millisecond {
			t.Errorf("of %v, %v are cut off at the start and %v at the end; want at most 40 ms", length, before, after)
		}
	}
}

// Who is in the middle of a word when the recording begins is heard clearly from
// the first moment: decoders know the voice by then. What they hear of it before
// is not played.
func TestAWordThatIsUnderWayAtTheStartIsClear(t *testing.T) {
	v := newVoice(t)
	const length = time.Second
	for _, before := range []time.Duration{1250 * time.Millisecond, 1400 * time.Millisecond, 2150 * time.Millisecond} {
		packets := v.stream()
		for i := range packets {
			packets[i].at -= before
		}
		packets = slices.DeleteFunc(packets, func(s sent) bool { return s.at < -countdown })
		spooled, path := record(t, packets, length)
		heard, spoken := decodeBoth(t, path, v)
		found := hearing.Compare(heard[:hearing.Samples(150*time.Millisecond)], spoken)
		t.Logf("%v before: peak %.3f at %v", before, found.Peak, found.Offset)
		// A vowel is like itself a period earlier.
		if want := before - way; found.Peak < 0.9 || (found.Offset-want).Abs() > 12*time.Millisecond {
			t.Errorf("who began to speak %v before: the first moment is like what was said at %v by %.3f, want at least 0.9 at %v", before, found.Offset, found.Peak, want)
		}
		if d := hearing.Samples(length) - len(heard); d < -16 || d > 16 || len(spooled.Gaps) > 0 {
			t.Errorf("%d samples are missing, gaps %v; want none", d, spooled.Gaps)
		}
	}
}

// Of the change a sender makes no packets and does not count them: what the new
// microphone hears is in its place all the same.
func TestWhatAnotherMicrophoneHearsIsInItsPlace(t *testing.T) {
	v := newVoice(t)
	const change, uncounted = 300, 2
	packets := slices.Delete(v.stream(), change, change+uncounted)
	for i := change; i < len(packets); i++ {
		packets[i].packet.Sequence -= uncounted
		packets[i].packet.Timestamp -= uncounted * 960
	}
	packets[change].newMicrophone = true
	spooled, path := record(t, packets, 12*time.Second)
	if peak, spread := expectSound(t, path, v).Worst(); peak < 0.9 || spread > 5*time.Millisecond {
		t.Errorf("worst window %.3f, want at least 0.9; spread of offsets %v, want at most 5 ms", peak, spread)
	}
	if len(spooled.Gaps) == 0 || spooled.Gaps[len(spooled.Gaps)-1].Cause != recordings.Paused {
		t.Errorf("gaps %v, want the change among them", spooled.Gaps)
	}
}

func TestLossReorderingAndDuplicatesKeepTheTimeLine(t *testing.T) {
	v := newVoice(t)
	const length = 12 * time.Second
	dice := rand.New(rand.NewPCG(1, 2))
	var lost time.Duration
	var packets []sent
	for _, s := range v.stream() {
		if s.at < length-time.Second && dice.IntN(10) == 0 {
			lost += 20 * time.Millisecond
			continue
		}
		s.at += time.Duration(dice.IntN(60)) * time.Millisecond
		packets = append(packets, s)
		if dice.IntN(10) == 0 {
			s.at += 5 * time.Millisecond
			packets = append(packets, s)
		}
	}
	spooled, path := record(t, packets, length)
	found := expectSound(t, path, v)
	if _, spread := found.Worst(); spread > 20*time.Millisecond {
		t.Errorf("offsets spread over %v, want at most 20 ms", spread)
	}
	if distance := (found.Duration - length).Abs(); distance > time.Millisecond {
		t.Errorf("duration %v, want %v", found.Duration, length)
	}
	var missing time.Duration
	for _, g := range spooled.Gaps {
		if g.Cause == recordings.Lost {
			missing += g.Duration
		}
	}
	if missing != lost {
		t.Errorf("the gaps that say %q are %v together, want %v: %v", recordings.Lost, missing, lost, spooled.Gaps)
	}
}

func TestReconnectGoesOnInItsPlace(t *testing.T) {
	v := newVoice(t)
	const length = 12 * time.Second
	var packets []sent
	for i, s := range v.stream() {
		if s.at > 4*time.Second && s.at < 7*time.Second {
			continue
		}
		if s.at >= 7*time.Second { // another connection counts from elsewhere
			s.packet.SSRC, s.packet.Sequence, s.packet.Timestamp = 8, uint16(i), uint32(i*960+123456)
		}
		packets = append(packets, s)
	}
	spooled, path := record(t, packets, length)
	found := expectSound(t, path, v)
	for _, w := range found.Windows {
		if w.At >= 8*time.Second && (w.Peak < 0.9 || (w.Offset+30*time.Millisecond).Abs() > 20*time.Millisecond) {
			t.Errorf("after the reconnect, at %v: peak %.3f, offset %v", w.At, w.Peak, w.Offset)
		}
	}
	gaps := slices.DeleteFunc(spooled.Gaps, func(g recordings.Gap) bool { return g.Cause != recordings.Disconnected })
	if len(gaps) != 1 || (gaps[0].Duration-3*time.Second).Abs() > 40*time.Millisecond || (gaps[0].At-4*time.Second).Abs() > 40*time.Millisecond {
		t.Errorf("gaps %v, want one of 3 s at 4 s", spooled.Gaps)
	}
}

func TestHostileNumbersKeepTheDuration(t *testing.T) {
	v := newVoice(t)
	const length = 5 * time.Second
	dice := rand.New(rand.NewPCG(3, 4))
	var packets []sent
	for _, s := range v.stream() {
		s.packet.Sequence, s.packet.Timestamp = uint16(dice.Uint32()), dice.Uint32()
		packets = append(packets, s)
	}
	spooled, path := record(t, packets, length)
	hearing.Info(t, path)
	if spooled.Stored != length {
		t.Errorf("stored %v, want %v", spooled.Stored, length)
	}
}

func TestStopAtOnceAndSilenceAreValidFiles(t *testing.T) {
	v := newVoice(t)
	for _, length := range []time.Duration{60 * time.Millisecond, time.Second, 5 * time.Second} {
		spooled, path := record(t, v.stream(), length)
		hearing.Info(t, path)
		if spooled.Stored != length {
			t.Errorf("stored %v, want %v", spooled.Stored, length)
		}
	}
}

// A sender whose device stands still sends nothing meanwhile, and its RTP time
// falls behind: what it says afterwards is where it was said, not too early.
func TestASenderThatStoodStillIsNotMovedForward(t *testing.T) {
	v := newVoice(t)
	const length, stall = 12 * time.Second, 1500 * time.Millisecond
	packets := v.stream()
	for i := range packets {
		if packets[i].at > 5*time.Second {
			packets[i].at += stall
		}
	}
	spooled, path := record(t, packets, length)
	heard, spoken := decodeBoth(t, path, v)
	// Where the recording begins in what was spoken, before and after.
	for _, part := range []struct{ from, to, offset time.Duration }{{0, 4500 * time.Millisecond, 0}, {7 * time.Second, length, stall}} {
		found := hearing.Compare(heard[hearing.Samples(part.from):hearing.Samples(part.to)], spoken)
		if distance := (found.Offset - (part.from - way - part.offset)).Abs(); distance > 20*time.Millisecond || found.Peak < 0.9 {
			t.Errorf("from %v: offset %v with peak %.3f, want %v", part.from, found.Offset, found.Peak, part.from-way-part.offset)
		}
	}
	gaps := slices.DeleteFunc(spooled.Gaps, func(g recordings.Gap) bool { return g.Cause != recordings.Paused })
	if len(gaps) != 1 || (gaps[0].Duration-stall).Abs() > 20*time.Millisecond || (gaps[0].At-5*time.Second).Abs() > 40*time.Millisecond {
		t.Errorf("gaps %v, want one of %v at 5 s", spooled.Gaps, stall)
	}
}

// A network that stands still delivers everything at once afterwards: that moves
// nothing and leaves no gap.
func TestANetworkThatStoodStillMovesNothing(t *testing.T) {
	v := newVoice(t)
	const length, stall = 12 * time.Second, 1500 * time.Millisecond
	packets := v.stream()
	for i := range packets {
		if at := packets[i].at; at > 5*time.Second && at < 5*time.Second+stall {
			packets[i].at = 5*time.Second + stall
		}
	}
	spooled, path := record(t, packets, length)
	found := expectSound(t, path, v)
	if peak, spread := found.Worst(); peak < 0.9 || spread > 5*time.Millisecond {
		t.Errorf("worst window %.3f, want at least 0.9; offsets spread over %v, want at most 5 ms", peak, spread)
	}
	if missing := (recordings.Receipt{Stored: spooled.Stored, Gaps: spooled.Gaps}).Missing(); missing > way+10*time.Millisecond {
		t.Errorf("gaps %v, want none but the first packet's way", spooled.Gaps)
	}
}

// An hour of silence, as of a microphone that is muted, and one of a sender that
// sends nothing in silence but a packet every 400 ms, are an hour each.
func TestAnHourOfSilenceIsAnHour(t *testing.T) {
	for name, every := range map[string]time.Duration{"muted": 20 * time.Millisecond, "discontinuous": 400 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			var packets []sent
			for at := every; at <= time.Hour; at += every {
				packets = append(packets, sent{at: at + way, packet: recordings.Packet{
					SSRC: 7, Sequence: uint16(at / every), Timestamp: uint32(at / time.Millisecond * 48), Payload: []byte{31 << 3, 0xff, 0xfe},
				}})
			}
			spooled, path := record(t, packets, time.Hour)
			hearing.Info(t, path)
			if spooled.Stored != time.Hour {
				t.Errorf("stored %v, want an hour", spooled.Stored)
			}
			if name == "muted" && len(spooled.Gaps) > 2 {
				t.Errorf("gaps %v, want none", spooled.Gaps[:3])
			}
			size, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if perPacket := float64(size.Size()) / 180_000; perPacket > 3+3 {
				t.Errorf("%.1f bytes a packet of 3, want at most 3 more", perPacket)
			}
		})
	}
}
