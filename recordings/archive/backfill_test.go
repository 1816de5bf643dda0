package archive_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/hearing"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/ogg"
)

// pageCopy is what the page of a speaker keeps.
type pageCopy struct {
	packets [][]byte
	preSkip int
	// every is the length of a packet.
	every time.Duration
}

// codec is how long the packets of a page with WebCodecs are.
const codec = 10 * time.Millisecond

func copyOf(t *testing.T, v spoken.Voice, every time.Duration) pageCopy {
	t.Helper()
	packets, preSkip := spoken.PacketsIn(t, hearing.EncodeCopy(t, v.Spoken, every))
	return pageCopy{packets: packets, preSkip: preSkip, every: every}
}

// piece is the part of the copy from begin to end, as an Ogg Opus file with eight
// packets in front for the decoder to settle.
func (c pageCopy) piece(t *testing.T, begin, end time.Duration) (at time.Duration, content []byte) {
	t.Helper()
	const settle = 8
	first := max(int(begin/c.every), settle)
	last := min(int(end/c.every), len(c.packets))
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: settle*int(c.every.Milliseconds())*48 + c.preSkip}, 9)
	if err != nil {
		t.Fatal(err)
	}
	for _, packet := range c.packets[first-settle : last] {
		if err := w.WritePacket(packet); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return time.Duration(first) * c.every, file.Bytes()
}

// backfill sends a piece whose clock is off.
func (b *archiveBench) backfill(c pageCopy, begin, end, off time.Duration) {
	b.T.Helper()
	at, content := c.piece(b.T, begin, end)
	if err := b.Archive.Backfill(b.T.Context(), "clip", at+off, content); err != nil {
		b.T.Fatalf("backfill: %v", err)
	}
}

// endBackfill says that the page has sent what it had.
func (b *archiveBench) endBackfill(id string) {
	b.T.Helper()
	if err := b.Archive.EndBackfill(b.T.Context(), id, true); err != nil {
		b.T.Fatalf("end of the backfill: %v", err)
	}
}

// heard compares the clip with what was spoken; it must be in its place.
func (b *archiveBench) heard(clip recordings.Clip, v spoken.Voice) hearing.Found {
	b.T.Helper()
	audio, err := b.Read(clip, recordings.AudioOgg)
	if err != nil {
		b.T.Fatal(err)
	}
	path := filepath.Join(b.T.TempDir(), "clip.ogg")
	if err := os.WriteFile(path, audio, 0o600); err != nil {
		b.T.Fatal(err)
	}
	return spoken.Expect(b.T, path, v)
}

// heardWhole fails unless every window of speech in the clip is as it was
// spoken.
func (b *archiveBench) heardWhole(clip recordings.Clip, v spoken.Voice) {
	b.T.Helper()
	found := b.heard(clip, v)
	if peak, spread := found.Worst(); peak < 0.9 || spread > 20*time.Millisecond {
		b.T.Errorf("worst window %.3f, want at least 0.9; offsets spread over %v, want at most 20 ms", peak, spread)
		for _, w := range found.Windows {
			b.T.Logf("at %v: %.3f, offset %v", w.At, w.Peak, w.Offset)
		}
	}
}

// wantBackfilled fails unless the clip is complete, with so much of the page's
// copy.
func wantBackfilled(t *testing.T, clip recordings.Clip, want time.Duration) {
	t.Helper()
	if got := clip.Receipt.Backfilled(); (got-want).Abs() > 50*time.Millisecond || !clip.Receipt.Complete() {
		t.Errorf("%v backfilled and %v missing, want %v and nothing; gaps %v", got, clip.Receipt.Missing(), want, clip.Receipt.Gaps)
	}
}

// withOutage is a voice whose packets between two instants do not arrive.
func withOutage(v spoken.Voice, begin, end time.Duration) []spoken.Sent {
	return slices.DeleteFunc(v.Stream(), func(s spoken.Sent) bool { return s.At > begin && s.At <= end })
}

// The words of an outage come from the page's copy: into the first edition when
// they come in time, into the next when they come later.
func TestAnOutageIsBackfilled(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	const length = 12 * time.Second
	for name, c := range map[string]struct {
		late  bool
		every time.Duration
	}{"in time": {false, codec}, "hours later": {true, codec}, "from a MediaRecorder": {false, 60 * time.Millisecond}} {
		late := c.late
		t.Run(name, func(t *testing.T) {
			copied := copyOf(t, v, c.every)
			b := newBench(t, first(archiving.Folder(t)))
			spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 4*time.Second, 7*time.Second), length)
			if late {
				b.Archive.Keep(t.Context(), "clip")
				clip := b.AwaitReady("clip")
				if missing := clip.Receipt.Missing() - spoken.Way; (missing-3*time.Second).Abs() > 50*time.Millisecond || clip.Receipt.Complete() {
					t.Errorf("%v are missing, want 3 s", missing)
				}
			}
			clip := b.Clip("clip")
			if !late {
				clip.State = recordings.Storing
			}
			wanted, err := b.Archive.Wanted(clip)
			if err != nil || len(wanted) != 1 || (wanted[0].At-3990*time.Millisecond).Abs() > 20*time.Millisecond || (wanted[0].Duration-3*time.Second).Abs() > 20*time.Millisecond {
				t.Fatalf("wanted %v, %v; want the outage", wanted, err)
			}
			b.backfill(copied, 0, 10*time.Second, 150*time.Millisecond)
			b.Archive.Keep(t.Context(), "clip")
			b.endBackfill("clip")
			clip = b.Await("clip", "completed", func(c recordings.Clip) bool { return c.State == recordings.Ready && c.Receipt.Backfilled() > 0 })
			wantBackfilled(t, clip, 3*time.Second)
			if clip.Duration != length {
				t.Errorf("duration %v, want %v", clip.Duration, length)
			}
			b.heardWhole(clip, v)
			archiving.AwaitThat(t, "the spool to be empty", func() bool { return len(b.Spooled()) == 0 })
			if wanted, err := b.Archive.Wanted(clip); err != nil || len(wanted) != 0 {
				t.Errorf("wanted %v, %v; want nothing", wanted, err)
			}
		})
	}
}

// Wherever in a word an outage begins and ends, the word is clear: the live voice
// Wherever in a word an outage begins and ends, and whatever encoder goes on behind
// it, nothing of the words around it is lost.
func TestWordsAroundAnOutageAreWhole(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	copied := copyOf(t, v, codec)
	for begin := 3 * time.Second; begin < 4*time.Second; begin += 250 * time.Millisecond {
		b := newBench(t, first(archiving.Folder(t)))
		spoken.RecordInto(t, b.Spool, b.Store, withNewEncoder(t, v, begin, begin+2*time.Second), 9*time.Second)
		b.backfill(copied, begin-3*time.Second, begin+5*time.Second, 80*time.Millisecond)
		b.Archive.Keep(t.Context(), "clip")
		b.endBackfill("clip")
		clip := b.AwaitReady("clip")
		wantBackfilled(t, clip, 2*time.Second)
		if peak, _ := b.heard(clip, v).Worst(); peak < 0.95 {
			t.Errorf("an outage from %v on: worst window %.3f, want at least 0.95", begin, peak)
		}
	}
}

// withNewEncoder is a voice with an outage behind which another encoder goes on,
// which knows nothing of what was said before.
func withNewEncoder(t *testing.T, v spoken.Voice, begin, end time.Duration) []spoken.Sent {
	t.Helper()
	rest := filepath.Join(t.TempDir(), "rest.wav")
	if out, err := exec.Command("sox", v.Spoken, rest, "trim", fmt.Sprint(end.Seconds())).CombinedOutput(); err != nil {
		t.Fatalf("sox: %v\n%s", err, out)
	}
	packets := v.Stream()
	for i, packet := range spoken.Of(t, rest).Packets {
		if at := int(end/(20*time.Millisecond)) + i; at < len(packets) {
			packets[at].Packet.Payload = packet
		}
	}
	return slices.DeleteFunc(packets, func(s spoken.Sent) bool { return s.At > begin+spoken.Way && s.At <= end+spoken.Way })
}

// A long outage comes in several pieces. Those in its middle touch no live sound:
// they go where the page's clock says, corrected by what was found at the edge,
// and one behind the other without a seam.
func TestALongOutageIsBackfilledInPieces(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	copied := copyOf(t, v, codec)
	const ms = time.Millisecond
	type sent struct{ begin, end, off time.Duration }
	for name, pieces := range map[string][]sent{
		"one behind the other": {{0, 4500 * ms, 150 * ms}, {4500 * ms, 6500 * ms, 154 * ms}, {6500 * ms, 8500 * ms, 147 * ms}, {8500 * ms, 11500 * ms, 152 * ms}},
		"overlapping":          {{0, 6 * time.Second, 150 * ms}, {3 * time.Second, 11500 * ms, 156 * ms}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, first(archiving.Folder(t)))
			packets := withOutage(v, 2*time.Second, 10*time.Second)
			for i := range packets {
				if packets[i].At > 10*time.Second { // the sender lost 5 ms on the way
					packets[i].Packet.Timestamp -= 240
				}
			}
			spoken.RecordInto(t, b.Spool, b.Store, packets, 12*time.Second)
			for _, p := range pieces {
				b.backfill(copied, p.begin, p.end, p.off)
			}
			b.Archive.Keep(t.Context(), "clip")
			b.endBackfill("clip")
			clip := b.AwaitReady("clip")
			wantBackfilled(t, clip, 8*time.Second)
			if missing := clip.Receipt.Missing(); missing > spoken.Way+10*ms {
				t.Errorf("%v are missing: %v", missing, clip.Receipt.Gaps)
			}
			b.heardWhole(clip, v)
		})
	}
}

// What a killed server had not written comes from the page, which spoke on.
func TestACrashIsBackfilledBeyondItsEnd(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	spoken.RecordInto(t, b.Spool, b.Store, v.Stream(), 12*time.Second)
	blob, err := b.Spool.Open("clip", recordings.AudioOgg)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(blob.Close(), archiving.CutOff(b.Spool, "clip", int(blob.Size()/2))); err != nil {
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "clip")
	killed := b.AwaitReady("clip")
	if killed.Duration < 4*time.Second || killed.Duration > 8*time.Second || killed.Receipt.Verdict() != recordings.VerdictEndUnknown {
		t.Errorf("after the kill: %v, %s, gaps %v; want the end unknown", killed.Duration, killed.Receipt.Verdict(), killed.Receipt.Gaps)
	}
	wanted, err := b.Archive.Wanted(killed)
	if err != nil || wanted[len(wanted)-1].At != killed.Duration {
		t.Fatalf("wanted %v, %v; want what follows %v", wanted, err, killed.Duration)
	}
	b.backfill(copyOf(t, v, codec), killed.Duration-3*time.Second, 11*time.Second, -60*time.Millisecond)
	b.endBackfill("clip")
	clip := b.Await("clip", "completed", func(c recordings.Clip) bool { return c.Edition == 1 })
	if distance := (clip.Duration - 11*time.Second - spoken.Way).Abs(); distance > 20*time.Millisecond {
		t.Errorf("duration %v, want the 11 s that the page had", clip.Duration)
	}
	b.heardWhole(clip, v)
	if got := clip.Receipt.Verdict(); got != recordings.VerdictComplete {
		t.Errorf("the page sent all that it had, and the verdict is %q", got)
	}
	t.Logf("%v missing, %v backfilled", clip.Receipt.Missing(), clip.Receipt.Backfilled())
}

// Whatever page is damaged, everything before and after it is where it was, and
// the receipt says what is missing.
func TestADamagedPageCostsItself(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	const length = 12 * time.Second
	for name, offset := range map[string]int{"header": 30, "comments": 70, "first sound": 400, "middle": 20_000, "last": -20} {
		t.Run(name, func(t *testing.T) {
			for _, killed := range []bool{false, true} {
				b := newBench(t, first(archiving.Folder(t)))
				spoken.RecordInto(t, b.Spool, b.Store, v.Stream(), length)
				if err := archiving.DamageAt(b.Spool, "clip", recordings.AudioOgg, offset); err != nil {
					t.Fatal(err)
				}
				if killed && name != "last" {
					if err := archiving.CutOff(b.Spool, "clip", 36_000); err != nil {
						t.Fatal(err)
					}
				}
				b.Archive.Keep(t.Context(), "clip")
				clip := b.AwaitReady("clip")
				audio, err := b.Read(clip, recordings.AudioOgg)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), "clip.ogg")
				if err := os.WriteFile(path, audio, 0o600); err != nil {
					t.Fatal(err)
				}
				found := spoken.Expect(t, path, v)
				if _, spread := found.Worst(); spread > 20*time.Millisecond || (found.Duration-clip.Duration).Abs() > time.Millisecond {
					t.Errorf("offsets spread over %v, want at most 20 ms; duration %v of %v", spread, found.Duration, clip.Duration)
				}
				if !killed && clip.Duration != length {
					t.Errorf("duration %v, want %v", clip.Duration, length)
				}
				if lost := clip.Receipt.Missing() - spoken.Way; lost > 1100*time.Millisecond {
					t.Errorf("one page cost %v: %v", lost, clip.Receipt.Gaps)
				}
				t.Logf("%v missing, %v backfilled", clip.Receipt.Missing(), clip.Receipt.Backfilled())
				if name == "middle" && !slices.ContainsFunc(clip.Receipt.Gaps, func(g recordings.Gap) bool { return g.Cause == recordings.Damaged }) {
					t.Errorf("the receipt does not tell of the damage: %v", clip.Receipt.Gaps)
				}
			}
		})
	}
}

// A silent room gives nothing to compare: then the page's clock decides.
func TestSilenceIsBackfilledByTheClock(t *testing.T) {
	silence := spoken.Voice{Spoken: hearing.Speak(t, ". . ."), Packets: slices.Repeat([][]byte{{31 << 3, 0xff, 0xfe}}, 500)}
	copied := pageCopy{packets: slices.Repeat([][]byte{{30 << 3, 0xff, 0xfe}}, 1000), preSkip: 312, every: codec}
	b := newBench(t, first(archiving.Folder(t)))
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(silence, 2*time.Second, 4*time.Second), 8*time.Second)
	b.backfill(copied, time.Second, 6*time.Second, 40*time.Millisecond)
	b.Archive.Keep(t.Context(), "clip")
	b.endBackfill("clip")
	clip := b.AwaitReady("clip")
	wantBackfilled(t, clip, 2*time.Second)
	if clip.Duration != 8*time.Second {
		t.Errorf("duration %v, want 8 s", clip.Duration)
	}
}

func TestWhatIsNoPieceIsRefused(t *testing.T) {
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 2*time.Second, 4*time.Second), 5*time.Second)
	_, whole := copyOf(t, v, codec).piece(t, time.Second, 4*time.Second)
	torn := slices.Clone(whole)
	torn[len(torn)/2] ^= 0xff
	for name, content := range map[string][]byte{"nothing": nil, "text": []byte("hello"), "a damaged file": torn, "a header alone": whole[:60]} {
		if err := b.Archive.Backfill(t.Context(), "clip", time.Second, content); !errors.Is(err, recordings.ErrPiece) {
			t.Errorf("%s: got %v, want recordings.ErrPiece", name, err)
		}
	}
	if err := b.Archive.Backfill(t.Context(), "other", time.Second, whole); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("another clip: got %v, want ErrNotFound", err)
	}
}

// Where packets are lost everywhere and nobody sends them again, the copy fills
// every hole, however small.
func TestLossIsBackfilledPacketByPacket(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	dice := rand.New(rand.NewPCG(11, 12))
	lossy := slices.DeleteFunc(v.Stream(), func(s spoken.Sent) bool { return s.At > time.Second && dice.IntN(10) == 0 })
	spoken.RecordInto(t, b.Spool, b.Store, lossy, 12*time.Second)
	clip := b.Clip("clip")
	clip.State = recordings.Storing
	wanted, err := b.Archive.Wanted(clip)
	if err != nil || len(wanted) > 3 {
		t.Errorf("wanted %v, %v; want few stretches that take many gaps together", wanted, err)
	}
	b.backfill(copyOf(t, v, codec), 0, 12*time.Second, 90*time.Millisecond)
	b.Archive.Keep(t.Context(), "clip")
	b.endBackfill("clip")
	clip = b.AwaitReady("clip")
	if missing := clip.Receipt.Missing(); missing > spoken.Way+10*time.Millisecond {
		t.Errorf("%v are missing: %v", missing, clip.Receipt.Gaps)
	}
	b.heardWhole(clip, v)
	t.Logf("%v missing, %v backfilled", clip.Receipt.Missing(), clip.Receipt.Backfilled())
}
