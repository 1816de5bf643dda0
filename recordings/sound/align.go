package sound

import (
	"math"

	"practice/recordings"
)

const (
	// AlignWindow is the length of sound that is compared, in samples: enough
	// for a few words.
	AlignWindow = 2 * recordings.SampleRate
	// AlignReach is how far the page's clock may be off, in samples.
	AlignReach = recordings.SampleRate
	// coarseStep is the factor by which sound is thinned out for the first look:
	// 4 kHz hold what a voice is recognised by.
	coarseStep = 12
	// nearReach is how far a known shift is looked for again, in samples: within
	// a run it moves by what the network's delay does.
	nearReach = 5 * recordings.SampleRate / 1000
	// similar is the correlation from which on two stretches are the same words;
	// two encodings of one sound reach 0.9.
	similar = 0.5
	// audible is the root mean square from which on a stretch can be compared.
	audible = 60
)

// Passage is sound that begins at a sample of a clip's time line.
type Passage struct {
	At  int64
	PCM []int16
}

// Cut returns the part from begin to end, as far as it is there.
func (s Passage) Cut(begin, end int64) Passage {
	begin = min(max(begin, s.At), s.At+int64(len(s.PCM)))
	end = min(max(end, begin), s.At+int64(len(s.PCM)))
	return Passage{begin, s.PCM[begin-s.At : end-s.At]}
}

// Align finds by how many samples the copy has to be shifted for its sound to
// lie where the live one has it: the greatest normalised cross-correlation. It
// reports false when there is nothing to compare, or nothing similar.
func Align(live, copied Passage, near int64, known bool) (shift int64, found bool) {
	if len(live.PCM) < AlignWindow/4 || Loud(live.PCM) < audible {
		return 0, false
	}
	if known {
		if shift, found = alignNear(live, copied, near, nearReach, 4); found {
			return shift, true
		}
	}
	thinLive, thinCopy := thin(live), thin(copied)
	best, peak := int64(0), -1.0
	for lag := int64(-AlignReach / coarseStep); lag <= AlignReach/coarseStep; lag++ {
		if c := correlate(thinLive, thinCopy, lag); c > peak {
			best, peak = lag, c
		}
	}
	// Thinning rounds the two beginnings differently.
	rounded := (live.At - thinLive.At*coarseStep) - (copied.At - thinCopy.At*coarseStep)
	return alignNear(live, copied, best*coarseStep-rounded, 3*coarseStep, 1)
}

// alignNear looks around a shift, in steps and then to the sample.
func alignNear(live, copied Passage, around, reach, step int64) (int64, bool) {
	best, peak := around, -1.0
	for shift := around - reach; shift <= around+reach; shift += step {
		if c := correlate(live, copied, shift); c > peak {
			best, peak = shift, c
		}
	}
	if step > 1 {
		return alignNear(live, copied, best, step, 1)
	}
	return best, peak >= similar
}

// correlate is the normalised cross-correlation of live with the copy shifted.
func correlate(live, copied Passage, shift int64) float64 {
	part := copied.Cut(live.At-shift, live.At-shift+int64(len(live.PCM)))
	if len(part.PCM) < len(live.PCM)/2 {
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

// thin averages [coarseStep] samples each; at counts such steps.
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
