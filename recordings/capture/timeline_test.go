package capture

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

// followed is a time line that is watched: what is written lies end to end, so
// its length is its position behind the lead-in.
type followed struct {
	t       testing.TB
	line    *timeline
	order   reorderer
	written int64
	gaps    time.Duration
	start   time.Time
	// due tells where a packet's sound belongs, by the number in its payload;
	// off is the greatest distance from there.
	due []time.Duration
	off time.Duration
}

func follow(t testing.TB) *followed {
	f := &followed{t: t, start: time.Unix(1_790_000_000, 0), written: -recordings.LeadIn}
	f.line = newTimeline(f.start, f.write, func(g recordings.Gap) {
		if g.Duration <= 0 || g.At < f.gaps {
			t.Errorf("gap %+v after one that ended at %v", g, f.gaps)
		}
		f.gaps = g.At + g.Duration
	})
	f.order.line = f.line
	return f
}

func (f *followed) write(packet []byte) {
	if len(packet) == 5 {
		number := binary.BigEndian.Uint32(packet[1:])
		f.off = max(f.off, (recordings.DurationOf(f.written) - f.due[number]).Abs())
	}
	f.written += int64(ogg.Samples(packet))
}

// put feeds a packet and checks what must hold after any packet: the position
// is what was written, and not ahead of the clock by more than the bound.
func (f *followed) put(p recordings.Packet) {
	before := f.line.next
	f.order.put(p)
	switch now := f.line.position(p.Arrival); {
	case f.line.next < before:
		f.t.Fatalf("the position went back from %d to %d", before, f.line.next)
	case f.line.next != f.written:
		f.t.Fatalf("position %d, but %d samples were written", f.line.next, f.written)
	case f.line.next > max(now, 0)+maxLead+5760:
		f.t.Fatalf("position %d is ahead of the clock, which is at %d", f.line.next, now)
	}
}

// end checks that the length is the clock's.
func (f *followed) end(at time.Duration) {
	f.order.flush()
	want := recordings.SamplesOf(at)
	f.line.end(want, false)
	if over := f.line.next - want; over < 0 || over > maxLead+5760 {
		f.t.Fatalf("the time line ends at %d, want %d and less than a packet more", f.line.next, want)
	}
}

// Whatever arrives, the position does not go back, nor does the duration differ
// from the clock's.
func FuzzTimeline(f *testing.F) {
	dice := rand.New(rand.NewPCG(5, 6))
	for range 4 {
		seed := make([]byte, 400)
		for i := range seed {
			seed[i] = byte(dice.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		line := follow(t)
		at := time.Duration(-100) * time.Millisecond
		for len(data) >= 10 {
			at += time.Duration(data[0]) * time.Millisecond
			if data[1]&2 != 0 {
				line.line.microphone = line.start.Add(at)
			}
			line.put(recordings.Packet{
				SSRC: uint32(data[1] & 1), Sequence: binary.BigEndian.Uint16(data[2:]), Timestamp: binary.BigEndian.Uint32(data[4:]),
				Payload: []byte{data[8], data[9]}, Arrival: line.start.Add(at),
			})
			data = data[10:]
		}
		line.end(max(at, 0) + 3*time.Second)
	})
}

// feed sends a steady voice of this length: packets of 20 ms that take 25 ms to
// arrive, and now and then longer, by a sender's clock that is off by some
// parts in a million. RTP's numbers wrap around on the way.
func (f *followed) feed(length time.Duration, ppm int64) {
	dice := rand.New(rand.NewPCG(7, 8))
	for i := 0; ; i++ {
		sent := time.Duration(i+1) * 20 * time.Millisecond
		sent += sent * time.Duration(ppm) / 1_000_000
		if sent > length {
			return
		}
		f.due = append(f.due, sent+5*time.Millisecond)
		f.put(recordings.Packet{
			SSRC: 1, Sequence: uint16(65000 + i), Timestamp: uint32(4294000000 + i*960),
			Payload: binary.BigEndian.AppendUint32([]byte{31 << 3}, uint32(i)),
			Arrival: f.start.Add(sent + 25*time.Millisecond + time.Duration(dice.ExpFloat64()*float64(5*time.Millisecond))),
		})
	}
}

func TestAnHourIsAnHour(t *testing.T) {
	for _, ppm := range []int64{0, 50, -50, 200, -200} {
		line := follow(t)
		line.line.limit = recordings.SamplesOf(time.Hour)
		line.feed(time.Hour, ppm)
		line.end(time.Hour)
		// What a slow sender did not send by the end is filled; what a fast one
		// sent too much was left out.
		if off := (recordings.DurationOf(line.line.next) - time.Hour).Abs(); off > 20*time.Millisecond {
			t.Errorf("with a clock off by %d ppm an hour became %v", ppm, recordings.DurationOf(line.line.next))
		}
		if line.off > 20*time.Millisecond {
			t.Errorf("with a clock off by %d ppm sound lies up to %v from its place, want at most 20 ms", ppm, line.off)
		}
		t.Logf("%d ppm: %v, sound within %v of its place", ppm, recordings.DurationOf(line.line.next), line.off)
	}
}

// Where a sender is silent and sends nothing, its reports carry the tie to the
// clock on; while it speaks they change nothing, however late they come.
func TestSenderReportsKeepTheTie(t *testing.T) {
	const ppm = 200
	dice := rand.New(rand.NewPCG(9, 10))
	line := follow(t)
	sequence := 0
	// What the sender's clock shows at an instant of ours.
	timestamp := func(at time.Duration) uint32 { return uint32(recordings.SamplesOf(at - at*ppm/1_000_000)) }
	speak := func(from, to time.Duration) {
		for at := from; at < to; at += 20 * time.Millisecond {
			line.due = append(line.due, at+5*time.Millisecond)
			line.put(recordings.Packet{
				SSRC: 1, Sequence: uint16(sequence), Timestamp: timestamp(at), Payload: binary.BigEndian.AppendUint32([]byte{31 << 3}, uint32(sequence)),
				Arrival: line.start.Add(at + 25*time.Millisecond),
			})
			sequence++
			if dice.IntN(50) == 0 {
				late := time.Duration(dice.IntN(300)) * time.Millisecond
				line.order.report(recordings.SenderReport{SSRC: 1, Timestamp: timestamp(at), Arrival: line.start.Add(at + 5*time.Millisecond + late)})
			}
		}
	}
	speak(0, 20*time.Second)
	for at := 20 * time.Second; at < 200*time.Second; at += 5 * time.Second {
		line.order.report(recordings.SenderReport{SSRC: 1, Timestamp: timestamp(at), Arrival: line.start.Add(at + 5*time.Millisecond)})
	}
	speak(200*time.Second, 220*time.Second)
	line.end(221 * time.Second)
	if line.off > 20*time.Millisecond {
		t.Errorf("sound lies up to %v from its place, want at most 20 ms", line.off)
	}
	t.Logf("sound within %v of its place", line.off)
}

// A sender that falls silent for a while, as one whose laptop sleeps or whose
// network is gone, is not judged by its last few packets, which may all have been
// slow: what it says afterwards stays where it is.
func TestAFewSlowPacketsBeforeASilenceMoveNothing(t *testing.T) {
	for name, sleeps := range map[string]bool{"the network is gone": false, "the laptop sleeps": true} {
		t.Run(name, func(t *testing.T) {
			line := follow(t)
			line.line.shifted = func(at, by int64) {
				if recordings.DurationOf(by).Abs() < time.Second {
					t.Errorf("at %v the voice is moved by %v", recordings.DurationOf(at), recordings.DurationOf(by))
				}
			}
			const silence = 10 * time.Second
			sequence, paused := 0, time.Duration(0)
			speak := func(from, to, late time.Duration) {
				for at := from; at < to; at += 20 * time.Millisecond {
					line.due = append(line.due, at+5*time.Millisecond)
					line.put(recordings.Packet{
						SSRC: 1, Sequence: uint16(sequence), Timestamp: uint32(recordings.SamplesOf(at - paused)), Arrival: line.start.Add(at + 25*time.Millisecond + late),
						Payload: binary.BigEndian.AppendUint32([]byte{31 << 3}, uint32(sequence)),
					})
					sequence++
				}
			}
			speak(0, 5*time.Second, 0)
			speak(5*time.Second, 5400*time.Millisecond, 30*time.Millisecond)
			if sleeps {
				paused = silence
			}
			speak(5400*time.Millisecond+silence, 30*time.Second, 0)
			line.end(31 * time.Second)
			if line.off > 6*time.Millisecond {
				t.Errorf("sound lies up to %v from its place", line.off)
			}
		})
	}
}

// A sender's RTP time stands still for a moment when it goes over to another
// microphone. If it says so, what the new one hears is in its place at once;
// nothing moves when there was no such moment.
func TestAnotherMicrophoneKeepsTheTimeLine(t *testing.T) {
	for _, stands := range []time.Duration{0, 10, 30, 45, 80, 150} {
		for _, told := range []time.Duration{-300, 0, 300} {
			stands, told := stands*time.Millisecond, told*time.Millisecond
			t.Run(fmt.Sprintf("%s, told after %s", stands, told), func(t *testing.T) {
				const changed = 10 * time.Second
				line := follow(t)
				dice := rand.New(rand.NewPCG(11, 12))
				late := time.Duration(0)
				for i := range 1000 {
					at := time.Duration(i) * 20 * time.Millisecond
					if at >= changed {
						late = stands
					}
					if at >= changed+told && line.line.microphone.IsZero() {
						line.line.microphone = line.start.Add(at)
					}
					at += late
					line.due = append(line.due, at+5*time.Millisecond)
					line.put(recordings.Packet{
						SSRC: 1, Sequence: uint16(i), Timestamp: uint32(i * 960), Payload: binary.BigEndian.AppendUint32([]byte{31 << 3}, uint32(i)),
						Arrival: line.start.Add(at + 25*time.Millisecond + time.Duration(dice.ExpFloat64()*float64(5*time.Millisecond))),
					})
				}
				line.end(20*time.Second + late)
				if line.off > 15*time.Millisecond {
					t.Errorf("sound lies up to %v from its place", line.off)
				}
			})
		}
	}
}

func BenchmarkPacket(b *testing.B) {
	line := newTimeline(time.Unix(0, 0), func([]byte) {}, func(recordings.Gap) {})
	order := reorderer{line: line}
	payload := []byte{31 << 3, 0xff, 0xfe}
	at := time.Unix(0, 0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at = at.Add(20 * time.Millisecond)
		order.put(recordings.Packet{SSRC: 1, Sequence: uint16(i), Timestamp: uint32(i * 960), Payload: payload, Arrival: at})
	}
}
