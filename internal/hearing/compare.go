package hearing

import (
	"math"
	"math/cmplx"
	"time"
)

const (
	window = 2 * Rate
	// drift is how far a window is looked for around its place.
	drift = Rate / 10
	// coarse is the step of the first look, in samples: a quarter of a
	// millisecond, well within a period of speech.
	coarse = 4
	// quiet is the root mean square below which a window holds no speech.
	quiet = 0.005
)

// Found says where and how well a recording was found in what was spoken.
type Found struct {
	// Duration is that of the recording.
	Duration time.Duration
	// Peak is the normalised cross-correlation of the whole: 1 is identical.
	Peak float64
	// Offset is the place in what was spoken at which the recording begins.
	Offset  time.Duration
	Windows []Window
}

// Window is the finding for two seconds of the recording that hold speech.
type Window struct {
	At     time.Duration
	Peak   float64
	Offset time.Duration
}

// Worst returns the lowest peak of a window, and the greatest distance between
// the offsets of two windows. Without a window with speech the peak is 0.
func (f Found) Worst() (peak float64, spread time.Duration) {
	if len(f.Windows) == 0 {
		return 0, 0
	}
	peak = 1
	low, high := f.Windows[0].Offset, f.Windows[0].Offset
	for _, w := range f.Windows {
		peak = min(peak, w.Peak)
		low, high = min(low, w.Offset), max(high, w.Offset)
	}
	return peak, high - low
}

// Compare finds heard in spoken, both mono at [Rate]. What is heard outside
// of spoken counts as silence there. At a break the sound is known to have been
// moved: no window reaches over one.
func Compare(heard, spoken []float64, breaks ...time.Duration) Found {
	found := Found{Duration: at(len(heard))}
	offset := align(heard, spoken)
	found.Offset = at(offset)
	found.Peak = correlation(heard, shifted(spoken, offset, len(heard)))
	for begin := 0; begin+window <= len(heard); begin += window {
		if behind := behindBreak(begin, breaks); behind > begin {
			begin = behind - window
			continue
		}
		part := heard[begin : begin+window]
		if rms(part) < quiet {
			continue
		}
		near, _ := best(part, spoken, offset+begin, drift, coarse)
		place, peak := best(part, spoken, near, coarse, 1)
		found.Windows = append(found.Windows, Window{At: at(begin), Peak: peak, Offset: at(place - begin)})
	}
	return found
}

// behindBreak returns where a window can begin that would begin at a sample.
func behindBreak(begin int, breaks []time.Duration) int {
	const near = Rate * 30 / 1000
	for _, b := range breaks {
		if s := Samples(b); s > begin-near && s < begin+window {
			return s + near
		}
	}
	return begin
}

// best returns the place within reach of middle, in steps, at which part fits
// spoken best.
func best(part, spoken []float64, middle, reach, step int) (place int, peak float64) {
	peak = -1
	for at := middle - reach; at <= middle+reach; at += step {
		if c := correlation(part, shifted(spoken, at, len(part))); c > peak {
			place, peak = at, c
		}
	}
	return place, peak
}

// Silence returns for how long nothing is heard at the beginning and at the
// end of a sound.
func Silence(sound []float64) (before, after time.Duration) {
	first, last := len(sound), -1
	for i, s := range sound {
		if math.Abs(s) > quiet {
			first, last = min(first, i), i
		}
	}
	return at(first), at(len(sound) - 1 - last)
}

// Samples returns how many samples decoded sound has in a time.
func Samples(d time.Duration) int { return int(d * Rate / time.Second) }

func at(samples int) time.Duration { return time.Duration(samples) * time.Second / Rate }

// shifted returns length samples from offset on, without copying where they
// are all there.
func shifted(sound []float64, offset, length int) []float64 {
	if offset >= 0 && offset+length <= len(sound) {
		return sound[offset : offset+length]
	}
	out := make([]float64, length)
	for i := range out {
		if at := offset + i; at >= 0 && at < len(sound) {
			out[i] = sound[at]
		}
	}
	return out
}

func rms(sound []float64) float64 {
	var sum float64
	for _, s := range sound {
		sum += s * s
	}
	return math.Sqrt(sum / float64(len(sound)))
}

// correlation is the normalised cross-correlation of two stretches of equal
// length.
func correlation(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += a[i] * b[i]
		aa += a[i] * a[i]
		bb += b[i] * b[i]
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// align returns the offset into spoken at which heard fits best, which may be
// negative. It correlates by the Fourier transform.
func align(heard, spoken []float64) int {
	size := 1
	for size < len(heard)+len(spoken) {
		size *= 2
	}
	a, b := make([]complex128, size), make([]complex128, size)
	for i, s := range spoken {
		a[i] = complex(s, 0)
	}
	for i, h := range heard {
		b[i] = complex(h, 0)
	}
	transform(a, false)
	transform(b, false)
	for i := range a {
		a[i] *= cmplx.Conj(b[i])
	}
	transform(a, true)
	best := 0
	for i := range a {
		if real(a[i]) > real(a[best]) {
			best = i
		}
	}
	if best >= len(spoken) {
		best -= size
	}
	return best
}

// transform is the radix-2 Fourier transform in place (Cooley and Tukey, 1965),
// not scaled.
func transform(x []complex128, inverse bool) {
	n := len(x)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j ^= bit
		if i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	sign := -2 * math.Pi
	if inverse {
		sign = 2 * math.Pi
	}
	roots := make([]complex128, n/2)
	for i := range roots {
		roots[i] = cmplx.Rect(1, sign*float64(i)/float64(n))
	}
	for size := 2; size <= n; size *= 2 {
		step := n / size
		for begin := 0; begin < n; begin += size {
			for i := range size / 2 {
				even, odd := x[begin+i], x[begin+i+size/2]*roots[i*step]
				x[begin+i], x[begin+i+size/2] = even+odd, even-odd
			}
		}
	}
}
