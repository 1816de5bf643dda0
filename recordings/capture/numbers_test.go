package capture_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"practice/internal/spoken"
	"practice/recordings"
)

// Whatever the numbers of a sender do from one packet to the next, as when its encoder
// begins anew under the same name: every packet that arrives is heard in its place.
func TestNumbersThatJumpLoseNothing(t *testing.T) {
	v := spoken.New(t)
	const length, jump = 12 * time.Second, 320
	back := func(by int) func(i int, p *recordings.Packet) {
		return func(i int, p *recordings.Packet) {
			if i >= jump {
				p.Sequence -= uint16(by)
			}
		}
	}
	ahead := func(by time.Duration) func(i int, p *recordings.Packet) {
		return func(i int, p *recordings.Packet) {
			if i >= jump {
				p.Timestamp += uint32(recordings.SamplesOf(by))
			}
		}
	}
	for name, change := range map[string]func(i int, p *recordings.Packet){
		"back by 5":     back(5),
		"back by 30":    back(30),
		"back by 300":   back(300),
		"back by 5000":  back(5000),
		"on by 300":     back(-300),
		"on by 5000":    back(-5000),
		"on by 40000":   back(-40000),
		"time 5 h on":   ahead(5 * time.Hour),
		"time 5 h back": ahead(-5 * time.Hour),
		"all from 0": func(i int, p *recordings.Packet) {
			p.Sequence, p.Timestamp = uint16(i), uint32(i*960)
		},
		"all from 0 again": func(i int, p *recordings.Packet) {
			p.Sequence, p.Timestamp = uint16(i%jump), uint32(i%jump*960)
		},
		"another sequence and time": func(i int, p *recordings.Packet) {
			if i >= jump {
				p.Sequence, p.Timestamp = uint16(i-jump+math.MaxUint16/3), uint32(i*960+123456789)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			packets := v.Stream()
			for i := range packets {
				change(i, &packets[i].Packet)
			}
			spooled, path := spoken.Record(t, packets, length)
			if peak, spread := spoken.Expect(t, path, v).Worst(); peak < 0.9 || spread > 5*time.Millisecond {
				t.Errorf("worst window %.3f, want at least 0.9; spread of offsets %v, want at most 5 ms", peak, spread)
			}
			if missing := (recordings.Receipt{Stored: spooled.Stored, Gaps: spooled.Gaps}).Missing(); missing > spoken.Way+10*time.Millisecond {
				t.Errorf("gaps %v, want none but the first packet's way", spooled.Gaps)
			}
		})
	}
}

// Packets that come a second time, however late and however many in order, and those
// that a network puts out of order, are no sender that counts anew.
func TestLatePacketsAreNoOtherSender(t *testing.T) {
	v := spoken.New(t)
	const length = 12 * time.Second
	dice := rand.New(rand.NewPCG(13, 14))
	for name, change := range map[string]func(packets []spoken.Sent) []spoken.Sent{
		"again after 6 s": func(packets []spoken.Sent) []spoken.Sent {
			for _, s := range packets[50:200] {
				s.At += 6*time.Second + time.Millisecond
				packets = append(packets, s)
			}
			return packets
		},
		"each of them again": func(packets []spoken.Sent) []spoken.Sent {
			for _, s := range packets {
				s.At += 70 * time.Millisecond
				packets = append(packets, s)
			}
			return packets
		},
		"out of order": func(packets []spoken.Sent) []spoken.Sent {
			for i := range packets {
				packets[i].At += time.Duration(dice.IntN(150)) * time.Millisecond
			}
			return packets
		},
		"some of them late": func(packets []spoken.Sent) []spoken.Sent {
			for i := range packets {
				if i%40 > 37 { // two in order
					packets[i].At += 300 * time.Millisecond
				}
			}
			return packets
		},
	} {
		t.Run(name, func(t *testing.T) {
			spooled, path := spoken.Record(t, change(v.Stream()), length)
			if peak, spread := spoken.Expect(t, path, v).Worst(); peak < 0.9 || spread > 20*time.Millisecond {
				t.Errorf("worst window %.3f, want at least 0.9; spread of offsets %v, want at most 20 ms", peak, spread)
			}
			if missing := (recordings.Receipt{Stored: spooled.Stored, Gaps: spooled.Gaps}).Missing(); missing > spoken.Way+30*time.Millisecond {
				t.Errorf("gaps %v, want none but the first packet's way", spooled.Gaps)
			}
		})
	}
}
