package sound

import (
	"math"

	"practice/recordings"
)

const (
	// coarseStep is the factor by which sound is thinned out for the first look:
	// 4 kHz hold what a voice is recognised by.
	coarseStep = 12
	// nearStep is the step of a look around a shift that is known nearly.
	nearStep = 4
	// Audible is the root mean square from which on a stretch can be compared.
	Audible = 60
)

// Finder looks for stretches of live sound in a copy of it. What it finds are shifts:
// by how many samples the copy has to be moved for its sound to lie where the live one
// has it, with the greatest normalised cross-correlation. Two encodings of one sound
// reach 0.9; -1 says that the copy has less than half of the stretch.
type Finder struct {
	copied, thin Passage
}

// NewFinder makes a finder for a copy.
func NewFinder(copied Passage) *Finder { return &Finder{copied, thin(copied)} }

// Near looks around a shift, as far as reach.
func (f *Finder) Near(live Passage, around, reach int64) (shift int64, peak float64) {
	shift, peak = f.best(live, around-reach, around+reach, nearStep)
	if peak < 0 {
		return shift, peak
	}
	return f.best(live, shift-nearStep, shift+nearStep, 1)
}

// Between looks at all shifts from one to another.
func (f *Finder) Between(live Passage, from, to int64) (shift int64, peak float64) {
	thinned := thin(live)
	best, peak := int64(0), -1.0
	for lag := from / coarseStep; lag <= to/coarseStep; lag++ {
		if c := correlate(thinned, f.thin, lag); c > peak {
			best, peak = lag, c
		}
	}
	if peak < 0 {
		return 0, peak
	}
	// Thinning rounds the two beginnings differently.
	rounded := (live.At - thinned.At*coarseStep) - (f.copied.At - f.thin.At*coarseStep)
	around := best*coarseStep - rounded
	return f.best(live, around-3*coarseStep, around+3*coarseStep, 1)
}

func (f *Finder) best(live Passage, from, to, step int64) (shift int64, peak float64) {
	peak = -1
	for s := from; s <= to; s += step {
		if c := correlate(live, f.copied, s); c > peak {
			shift, peak = s, c
		}
	}
	return shift, peak
}

// Covers reports whether the copy, shifted, has at least half of a stretch.
func (f *Finder) Covers(live Passage, shift int64) bool {
	return 2*len(f.copied.Cut(live.At-shift, live.At-shift+int64(len(live.PCM))).PCM) >= len(live.PCM)
}

// correlate is the normalised cross-correlation of live with the copy shifted.
func correlate(live, copied Passage, shift int64) float64 {
	part := copied.Cut(live.At-shift, live.At-shift+int64(len(live.PCM)))
	if len(part.PCM) == 0 || len(part.PCM) < len(live.PCM)/2 {
		return -1
	}
	against := live.Cut(part.At+shift, part.At+shift+int64(len(part.PCM))).PCM
	var ab, aa, bb float64
	for i, a := range against {
		x, y := float64(a), float64(part.PCM[i])
		ab += x * y
		aa += x * x
		bb += y * y
	}
	if aa == 0 || bb == 0 {
		return -1
	}
	return ab / math.Sqrt(aa*bb)
}

// thin averages [coarseStep] samples each; At counts such steps.
func thin(s Passage) Passage {
	out := Passage{At: s.At / coarseStep, PCM: make([]int16, 0, len(s.PCM)/coarseStep)}
	for begin := 0; begin+coarseStep <= len(s.PCM); begin += coarseStep {
		sum := 0
		for _, sample := range s.PCM[begin : begin+coarseStep] {
			sum += int(sample)
		}
		out.PCM = append(out.PCM, int16(sum/coarseStep))
	}
	return out
}

// Loud is the root mean square.
func Loud(pcm []int16) float64 {
	var sum float64
	for _, sample := range pcm {
		sum += float64(sample) * float64(sample)
	}
	return math.Sqrt(sum / float64(max(len(pcm), 1)))
}

// ClockReach is how far a page's clock may be off, in samples.
const ClockReach = recordings.SampleRate
