package mend_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/memory"
	"practice/recordings/mend"
	"practice/recordings/ogg"
	"practice/recordings/spool"
)

// A source for ears that count: every slot of 50 ms is a chord of two tones that no
// other slot has.
const (
	slot     = 50 * time.Millisecond
	lowTones = 24
	lowest   = 300.0
	apart    = 50.0
	length   = 16 * time.Second
	slots    = int(length / slot)
)

// chordOf is the pair of tones of a slot.
func chordOf(order []int, i int) (low, high int) { return order[i] % lowTones, order[i] / lowTones }

func toneOf(low, high int) (a, b float64) {
	return lowest + apart*float64(low), lowest + apart*float64(lowTones+high)
}

// chords writes the source as a WAV file at 48 kHz.
func chords(t *testing.T, order []int) string {
	t.Helper()
	const rate = recordings.SampleRate
	var pcm []int16
	each := int(slot * rate / time.Second)
	for i := range slots {
		low, high := chordOf(order, i)
		a, b := toneOf(low, high)
		for n := range each {
			at, edge := float64(n)/rate, float64(min(n, each-1-n))/(0.003*rate)
			fade := min(edge, 1)
			pcm = append(pcm, int16(9000*fade*(math.Sin(2*math.Pi*a*at)+math.Sin(2*math.Pi*b*at))))
		}
	}
	var file bytes.Buffer
	file.WriteString("RIFF")
	write := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(&file, binary.LittleEndian, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(uint32(36+2*len(pcm)), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2*rate), uint16(2), uint16(16), []byte("data"), uint32(2*len(pcm)), pcm)
	path := filepath.Join(t.TempDir(), "chords.wav")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// heardSlots counts in how many looks of 10 ms each slot is heard, in order: a slot
// that is heard at two places comes twice.
func heardSlots(sound []float64, order []int) (heard []heardSlot) {
	slotOf := map[[2]int]int{}
	for i := range slots {
		low, high := chordOf(order, i)
		slotOf[[2]int{low, high}] = i
	}
	const step, window = hearing.Rate / 100, hearing.Rate * 3 / 100
	for at := 0; at+window <= len(sound); at += step {
		low, sureLow := loudest(sound[at:at+window], 0)
		high, sureHigh := loudest(sound[at:at+window], lowTones)
		found, known := slotOf[[2]int{low, high}]
		if !sureLow || !sureHigh || !known {
			continue
		}
		if n := len(heard); n > 0 && heard[n-1].slot == found && at-heard[n-1].last <= 2*step {
			heard[n-1].looks++
			heard[n-1].last = at
			continue
		}
		heard = append(heard, heardSlot{slot: found, looks: 1, first: at, last: at})
	}
	// A look at two slots at once may see a third.
	return slices.DeleteFunc(heard, func(h heardSlot) bool { return h.looks < 3 })
}

type heardSlot struct{ slot, looks, first, last int }

// loudest returns the tone of one half of the range that is heard, and whether it is
// heard alone (Goertzel's algorithm).
func loudest(sound []float64, first int) (tone int, sure bool) {
	var most, second float64
	for i := range lowTones {
		coefficient := 2 * math.Cos(2*math.Pi*(lowest+apart*float64(first+i))/hearing.Rate)
		var s1, s2 float64
		for n, v := range sound {
			v *= 0.5 - 0.5*math.Cos(2*math.Pi*float64(n)/float64(len(sound)-1))
			s1, s2 = v+coefficient*s1-s2, s1
		}
		power := s1*s1 + s2*s2 - coefficient*s1*s2
		if power > most {
			tone, most, second = i, power, most
		} else if power > second {
			second = power
		}
	}
	return tone, most > 1 && most > 4*second
}

// wantNothingTwice fails when a slot of the source is heard again, or longer than it
// is.
func wantNothingTwice(t *testing.T, name string, sound []float64, order []int) (distinct int) {
	t.Helper()
	const most = int((slot+30*time.Millisecond)/(10*time.Millisecond)) + 2
	seen := map[int]heardSlot{}
	latest := -1
	for _, h := range heardSlots(sound, order) {
		at := func(sample int) time.Duration { return time.Duration(sample) * time.Second / hearing.Rate }
		if before, twice := seen[h.slot]; twice && (h.first-before.first > hearing.Rate/10 || before.looks+h.looks > most) || h.slot < latest-1 {
			t.Errorf("%s: what was said at %v is heard at %v and at %v, behind what was said at %v", name, time.Duration(h.slot)*slot, at(before.first), at(h.first), time.Duration(latest)*slot)
		}
		if _, twice := seen[h.slot]; !twice {
			seen[h.slot] = h
		}
		latest = max(latest, h.slot)
	}
	return len(seen)
}

// trouble is what happens to a voice on its way, in its own time.
type trouble struct {
	// stalls: the device stands still at an instant, for the sender and for the copy.
	stalls map[time.Duration]time.Duration
	// outages: packets do not arrive; loss of a hundred do not either.
	outages []recordings.Stretch
	loss    int
	// skips: the copy lacks a stretch, and does not know.
	skips []recordings.Stretch
	// every is the length of the copy's packets, pieces where the copy is cut.
	every  time.Duration
	pieces []time.Duration
	off    time.Duration
}

// wallOf is when what was said at an instant is on its way.
func (tr trouble) wallOf(said time.Duration) time.Duration {
	wall := said
	for at, stood := range tr.stalls {
		if said >= at {
			wall += stood
		}
	}
	return wall
}

func within(stretches []recordings.Stretch, at time.Duration) bool {
	return slices.ContainsFunc(stretches, func(s recordings.Stretch) bool { return at >= s.At && at < s.At+s.Duration })
}

// live is what arrives.
func (tr trouble) live(v spoken.Voice, dice *rand.Rand) []spoken.Sent {
	var out []spoken.Sent
	for _, s := range v.Stream() {
		said := s.At - spoken.Way - 20*time.Millisecond
		if s.At = tr.wallOf(said) + spoken.Way + 20*time.Millisecond; !within(tr.outages, said) && dice.IntN(100) >= tr.loss {
			out = append(out, s)
		}
	}
	return out
}

// copied are the pieces of the page's copy.
func (tr trouble) copied(t *testing.T, packets [][]byte, preSkip int) []*spool.Piece {
	t.Helper()
	type packet struct {
		said time.Duration
		data []byte
	}
	var kept []packet
	for i, data := range packets {
		if said := time.Duration(i) * tr.every; !within(tr.skips, said) {
			kept = append(kept, packet{said, data})
		}
	}
	const settle = 8
	var pieces []*spool.Piece
	bounds := append(slices.Clone(tr.pieces), time.Hour)
	begin := 0
	for _, end := range bounds {
		last := begin
		for last < len(kept) && kept[last].said < end {
			last++
		}
		if last == begin {
			continue
		}
		first := max(begin-settle, 0)
		var file bytes.Buffer
		ahead := (begin - first) * int(tr.every.Milliseconds()) * 48
		w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: ahead + preSkip}, 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range kept[first:last] {
			if err := w.WritePacket(p.data); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Close(w.Granule()); err != nil {
			t.Fatal(err)
		}
		content := file.Bytes()
		pieces = append(pieces, &spool.Piece{
			Name: fmt.Sprint(begin), At: recordings.SamplesOf(tr.wallOf(kept[begin].said) + tr.off), Length: int64(last-begin) * tr.every.Milliseconds() * 48,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		})
		begin = last
	}
	return pieces
}

// mended records the voice with its trouble, and mends it.
func (tr trouble) mended(t *testing.T, v spoken.Voice, packets [][]byte, preSkip int, dice *rand.Rand) (sound []float64, r recordings.Receipt) {
	t.Helper()
	folder := t.TempDir()
	opened, err := spool.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	spoken.RecordInto(t, opened, &memory.Store{}, tr.live(v, dice), tr.wallOf(length)+100*time.Millisecond)
	spooled, err := opened.Facts("clip")
	if err != nil {
		t.Fatal(err)
	}
	source := func() (io.ReadCloser, error) { return opened.Open("clip", recordings.AudioOgg) }
	m, err := mend.New(t.Context(), source, spooled.Gaps, recordings.SamplesOf(spooled.Stored), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tr.copied(t, packets, preSkip) {
		if err := m.Use(p); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "mended.ogg")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	gaps, stored, err := m.Write(file, 7, spooled.Gaps)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if sound, err = hearing.Decode(path); err != nil {
		t.Fatal(err)
	}
	return sound, recordings.Receipt{Stored: recordings.DurationOf(stored), Gaps: gaps}
}

// Whatever stands still, is lost on the way or lacks in the copy: no stretch of what
// was said is heard twice in the mended clip.
func TestNothingIsSaidTwice(t *testing.T) {
	t.Parallel()
	const seed = 20261126
	dice := rand.New(rand.NewPCG(seed, 1))
	order := dice.Perm(lowTones * lowTones)[:slots]
	v := spoken.Of(t, chords(t, order))
	copies := map[time.Duration][][]byte{}
	skip := map[time.Duration]int{}
	for _, every := range []time.Duration{10 * time.Millisecond, 60 * time.Millisecond} {
		copies[every], skip[every] = spoken.PacketsIn(t, hearing.EncodeCopy(t, v.Spoken, every))
	}
	const ms = time.Millisecond
	cases := map[string]trouble{
		"a copy that stands still":    {stalls: map[time.Duration]time.Duration{8 * time.Second: 1500 * ms}, every: 60 * ms},
		"a stall too short to see":    {stalls: map[time.Duration]time.Duration{8 * time.Second: 120 * ms}, every: 60 * ms},
		"a stall longer than a reach": {stalls: map[time.Duration]time.Duration{8 * time.Second: 4 * time.Second}, every: 60 * ms},
		"a stall in an outage":        {stalls: map[time.Duration]time.Duration{8 * time.Second: 900 * ms}, outages: []recordings.Stretch{{At: 7 * time.Second, Duration: 2 * time.Second}}, every: 10 * ms},
		"many stalls":                 {stalls: map[time.Duration]time.Duration{3 * time.Second: 700 * ms, 3300 * ms: 300 * ms, 5 * time.Second: 1200 * ms, 9 * time.Second: 400 * ms}, loss: 5, every: 60 * ms},
	}
	for i := range 8 {
		cases[fmt.Sprintf("random %d", i)] = randomTrouble(dice)
	}
	for name, tr := range cases {
		sound, r := tr.mended(t, v, copies[tr.every], skip[tr.every], rand.New(rand.NewPCG(seed, 2)))
		distinct := wantNothingTwice(t, name, sound, order)
		t.Logf("%s: %d of %d heard, %v missing, %v backfilled, of %+v", name, distinct, slots, r.Missing(), r.Backfilled(), tr)
		var stood time.Duration
		for _, s := range tr.stalls {
			stood += s
		}
		if r.Missing() < stood-300*ms {
			t.Errorf("%s: the device stood still for %v, and only %v are missing", name, stood, r.Missing())
		}
	}
}

func randomTrouble(dice *rand.Rand) trouble {
	upTo := func(d time.Duration) time.Duration {
		return time.Duration(dice.Int64N(int64(d))).Truncate(time.Millisecond)
	}
	tr := trouble{
		stalls: map[time.Duration]time.Duration{}, loss: []int{0, 0, 2, 10}[dice.IntN(4)],
		every: []time.Duration{10 * time.Millisecond, 60 * time.Millisecond}[dice.IntN(2)], off: upTo(300*time.Millisecond) - 150*time.Millisecond,
	}
	for range dice.IntN(4) {
		tr.stalls[(time.Second + upTo(14*time.Second)).Truncate(20*time.Millisecond)] = 20*time.Millisecond + upTo(2*time.Second)
	}
	for range dice.IntN(3) {
		tr.outages = append(tr.outages, recordings.Stretch{At: time.Second + upTo(13*time.Second), Duration: 40*time.Millisecond + upTo(3*time.Second)})
	}
	if dice.IntN(2) == 0 {
		tr.skips = append(tr.skips, recordings.Stretch{At: time.Second + upTo(13*time.Second), Duration: 60*time.Millisecond + upTo(time.Second)})
	}
	if dice.IntN(2) == 0 {
		tr.pieces = []time.Duration{2*time.Second + upTo(5*time.Second), 8*time.Second + upTo(5*time.Second)}
	}
	return tr
}
