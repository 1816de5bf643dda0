package capture_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/ogg"
)

func TestCleanStreamIsHeardWhole(t *testing.T) {
	v := spoken.New(t)
	const length = 12 * time.Second
	spooled, path := spoken.Record(t, v.Stream(), length)
	found := spoken.Expect(t, path, v)
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
		t.Errorf("gaps %v, want none but the first packet's spoken.Way", spooled.Gaps)
	}
}

// A tone that never stops shows what is cut off: 30 ms on the way and the
// encoder's first moment, no more.
func TestStartAndEndAreNotClipped(t *testing.T) {
	v := spoken.Of(t, hearing.Tone(t, 8*time.Second))
	for _, length := range []time.Duration{5 * time.Second, 5*time.Second + 7*time.Millisecond, 4990 * time.Millisecond} {
		_, path := spoken.Record(t, v.Stream(), length)
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
	v := spoken.New(t)
	const length = time.Second
	for _, before := range []time.Duration{1250 * time.Millisecond, 1400 * time.Millisecond, 2150 * time.Millisecond} {
		packets := v.Stream()
		for i := range packets {
			packets[i].At -= before
		}
		packets = slices.DeleteFunc(packets, func(s spoken.Sent) bool { return s.At < -spoken.Countdown })
		spooled, path := spoken.Record(t, packets, length)
		heard, said := spoken.DecodeBoth(t, path, v)
		found := hearing.Compare(heard[:hearing.Samples(150*time.Millisecond)], said)
		t.Logf("%v before: peak %.3f at %v", before, found.Peak, found.Offset)
		// A vowel is like itself a period earlier.
		if want := before - spoken.Way; found.Peak < 0.9 || (found.Offset-want).Abs() > 12*time.Millisecond {
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
	v := spoken.New(t)
	const change, uncounted = 300, 2
	packets := slices.Delete(v.Stream(), change, change+uncounted)
	for i := change; i < len(packets); i++ {
		packets[i].Packet.Sequence -= uncounted
		packets[i].Packet.Timestamp -= uncounted * 960
	}
	packets[change].NewMicrophone = true
	spooled, path := spoken.Record(t, packets, 12*time.Second)
	if peak, spread := spoken.Expect(t, path, v).Worst(); peak < 0.9 || spread > 5*time.Millisecond {
		t.Errorf("worst window %.3f, want at least 0.9; spread of offsets %v, want at most 5 ms", peak, spread)
	}
	if len(spooled.Gaps) == 0 || spooled.Gaps[len(spooled.Gaps)-1].Cause != recordings.Paused {
		t.Errorf("gaps %v, want the change among them", spooled.Gaps)
	}
}

func TestLossReorderingAndDuplicatesKeepTheTimeLine(t *testing.T) {
	v := spoken.New(t)
	const length = 12 * time.Second
	dice := rand.New(rand.NewPCG(1, 2))
	var lost time.Duration
	var packets []spoken.Sent
	for _, s := range v.Stream() {
		if s.At < length-time.Second && dice.IntN(10) == 0 {
			lost += 20 * time.Millisecond
			continue
		}
		s.At += time.Duration(dice.IntN(60)) * time.Millisecond
		packets = append(packets, s)
		if dice.IntN(10) == 0 {
			s.At += 5 * time.Millisecond
			packets = append(packets, s)
		}
	}
	spooled, path := spoken.Record(t, packets, length)
	found := spoken.Expect(t, path, v)
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
	v := spoken.New(t)
	const length = 12 * time.Second
	var packets []spoken.Sent
	for i, s := range v.Stream() {
		if s.At > 4*time.Second && s.At < 7*time.Second {
			continue
		}
		if s.At >= 7*time.Second { // another connection counts from elsewhere
			s.Packet.SSRC, s.Packet.Sequence, s.Packet.Timestamp = 8, uint16(i), uint32(i*960+123456)
		}
		packets = append(packets, s)
	}
	spooled, path := spoken.Record(t, packets, length)
	found := spoken.Expect(t, path, v)
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
	v := spoken.New(t)
	const length = 5 * time.Second
	dice := rand.New(rand.NewPCG(3, 4))
	var packets []spoken.Sent
	for _, s := range v.Stream() {
		s.Packet.Sequence, s.Packet.Timestamp = uint16(dice.Uint32()), dice.Uint32()
		packets = append(packets, s)
	}
	spooled, path := spoken.Record(t, packets, length)
	hearing.Info(t, path)
	if spooled.Stored != length {
		t.Errorf("stored %v, want %v", spooled.Stored, length)
	}
}

func TestStopAtOnceAndSilenceAreValidFiles(t *testing.T) {
	v := spoken.New(t)
	for _, length := range []time.Duration{60 * time.Millisecond, time.Second, 5 * time.Second} {
		spooled, path := spoken.Record(t, v.Stream(), length)
		hearing.Info(t, path)
		if spooled.Stored != length {
			t.Errorf("stored %v, want %v", spooled.Stored, length)
		}
	}
}

// A sender whose device stands still sends nothing meanwhile, and its RTP time
// falls behind: what it says afterwards is where it was said, not too early.
func TestASenderThatStoodStillIsNotMovedForward(t *testing.T) {
	v := spoken.New(t)
	const length, stall = 12 * time.Second, 1500 * time.Millisecond
	packets := v.Stream()
	for i := range packets {
		if packets[i].At > 5*time.Second {
			packets[i].At += stall
		}
	}
	spooled, path := spoken.Record(t, packets, length)
	heard, said := spoken.DecodeBoth(t, path, v)
	// Where the recording begins in what was spoken, before and after.
	for _, part := range []struct{ from, to, offset time.Duration }{{0, 4500 * time.Millisecond, 0}, {7 * time.Second, length, stall}} {
		found := hearing.Compare(heard[hearing.Samples(part.from):hearing.Samples(part.to)], said)
		if distance := (found.Offset - (part.from - spoken.Way - part.offset)).Abs(); distance > 20*time.Millisecond || found.Peak < 0.9 {
			t.Errorf("from %v: offset %v with peak %.3f, want %v", part.from, found.Offset, found.Peak, part.from-spoken.Way-part.offset)
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
	v := spoken.New(t)
	const length, stall = 12 * time.Second, 1500 * time.Millisecond
	packets := v.Stream()
	for i := range packets {
		if at := packets[i].At; at > 5*time.Second && at < 5*time.Second+stall {
			packets[i].At = 5*time.Second + stall
		}
	}
	spooled, path := spoken.Record(t, packets, length)
	found := spoken.Expect(t, path, v)
	if peak, spread := found.Worst(); peak < 0.9 || spread > 5*time.Millisecond {
		t.Errorf("worst window %.3f, want at least 0.9; offsets spread over %v, want at most 5 ms", peak, spread)
	}
	if missing := (recordings.Receipt{Stored: spooled.Stored, Gaps: spooled.Gaps}).Missing(); missing > spoken.Way+10*time.Millisecond {
		t.Errorf("gaps %v, want none but the first packet's spoken.Way", spooled.Gaps)
	}
}

// Of what was said after the connection was lost nothing is known: it is not told as
// missing, nor is the recording told as complete. Who hangs up in the moment in which
// it stops has lost nothing.
func TestAVoiceThatVanishesLeavesItsEndUnknown(t *testing.T) {
	v := spoken.New(t)
	for name, c := range map[string]struct {
		vanished, length time.Duration
		want             recordings.Verdict
		cause            recordings.Cause
	}{
		"a program dies":       {6 * time.Second, 11200 * time.Millisecond, recordings.VerdictEndUnknown, recordings.ConnectionLost},
		"a page hangs up":      {6 * time.Second, 6050 * time.Millisecond, recordings.VerdictComplete, recordings.Stopped},
		"nothing comes though": {0, 20 * time.Second, recordings.VerdictIncomplete, recordings.Stopped},
	} {
		t.Run(name, func(t *testing.T) {
			packets := v.Stream()
			if c.vanished > 0 {
				packets = slices.DeleteFunc(packets, func(s spoken.Sent) bool { return s.At > c.vanished })
				packets = append(packets, spoken.Sent{At: c.vanished + 50*time.Millisecond, Parted: true})
			}
			spooled, _ := spoken.Record(t, packets, c.length)
			r := recordings.Receipt{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Gaps: spooled.Gaps}
			last := spooled.Gaps[len(spooled.Gaps)-1]
			if r.Verdict() != c.want || last.Cause != c.cause || spooled.Stored != c.length {
				t.Errorf("%v with the verdict %q and the gaps %v; want %q, and %q at the end", spooled.Stored, r.Verdict(), spooled.Gaps, c.want, c.cause)
			}
		})
	}
}

// An hour of silence, as of a microphone that is muted, and one of a sender that
// sends nothing in silence but a packet every 400 ms, are an hour each.
func TestAnHourOfSilenceIsAnHour(t *testing.T) {
	for name, every := range map[string]time.Duration{"muted": 20 * time.Millisecond, "discontinuous": 400 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			var packets []spoken.Sent
			for at := every; at <= time.Hour; at += every {
				packets = append(packets, spoken.Sent{At: at + spoken.Way, Packet: recordings.Packet{
					SSRC: 7, Sequence: uint16(at / every), Timestamp: uint32(at / time.Millisecond * 48), Payload: []byte{31 << 3, 0xff, 0xfe},
				}})
			}
			spooled, path := spoken.Record(t, packets, time.Hour)
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

// Whoever learns late that it was over cuts what was written since: the clip is as
// long as its session, and holds nothing of what was said later.
func TestAnEndInThePastCutsWhatWasWritten(t *testing.T) {
	v := spoken.New(t)
	const length = 4*time.Second + 7*time.Millisecond
	for name, late := range map[string]time.Duration{"within a page": 700 * time.Millisecond, "pages ago": 6 * time.Second} {
		t.Run(name, func(t *testing.T) {
			packets := slices.DeleteFunc(v.Stream(), func(s spoken.Sent) bool { // a gap before the end, and one behind it
				return s.At > 3*time.Second && s.At < 3200*time.Millisecond || s.At > length && s.At < length+time.Second
			})
			spooled, path := spoken.RecordEndedLate(t, packets, length, late)
			if spooled.Stored != length || spooled.Expected != length {
				t.Errorf("stored %v, expected %v; want %v", spooled.Stored, spooled.Expected, length)
			}
			if found := spoken.Expect(t, path, v); (found.Duration - length).Abs() > time.Millisecond {
				t.Errorf("decoded %v, want %v", found.Duration, length)
			}
			kept, _ := spoken.PacketsIn(t, path)
			var samples int
			for _, p := range kept {
				samples += ogg.Samples(p)
			}
			if most := int(recordings.SamplesOf(length)) + recordings.PreSkip + 960; samples > most {
				t.Errorf("the file has %d samples, want at most %d: what was said later is removed, not hidden", samples, most)
			}
			for _, g := range spooled.Gaps {
				if g.At+g.Duration > length+10*time.Millisecond { // the encoder looks ahead
					t.Errorf("a gap of %v at %v lies behind the end at %v", g.Duration, g.At, length)
				}
			}
		})
	}
}
