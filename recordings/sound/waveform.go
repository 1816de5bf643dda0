package sound

import (
	"encoding/binary"
	"fmt"
	"io"

	"practice/recordings"
)

const (
	// SamplesPerPixel is the stretch of samples that one pair of values in
	// waveform.dat stands for: 20 ms.
	SamplesPerPixel = 960
	// waveformVersion and the flags are audiowaveform's binary format, see
	// https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md.
	waveformVersion   = 2
	waveformEightBits = 1
)

// Waveform draws samples as they pass: pairs of minimum and maximum for
// waveform.dat, and the loudest sample of each of [recordings.PeakCount] equal stretches
// for Clip.Peaks.
type Waveform struct {
	// rate is the number of samples in a second, perPixel in a pixel.
	rate     int
	perPixel int
	// total is the number of samples expected; the stretches are cut by it.
	total int64
	seen  int64
	pairs []int8
	peaks []byte
	// stretch is the one that seen lies in; it ends before stretchEnd.
	stretch    int64
	stretchEnd int64

	low, high int16
	inPixel   int
}

// NewWaveform draws samples at [recordings.SampleRate], of which total are expected.
func NewWaveform(total int64) *Waveform { return NewWaveformAt(recordings.SampleRate, total) }

// NewWaveformAt draws samples of another rate, pixels of 20 ms or a little less.
func NewWaveformAt(rate int, total int64) *Waveform {
	perPixel := rate * SamplesPerPixel / recordings.SampleRate
	return &Waveform{
		rate: rate, perPixel: perPixel, total: total,
		pairs: make([]int8, 0, 2*(total/int64(perPixel)+1)),
		peaks: make([]byte, recordings.PeakCount),
	}
}

// WaveformSize is how many bytes waveform.dat of so many samples has, about: a
// picture of another rate than [recordings.SampleRate] is a little larger.
func WaveformSize(samples int64) int64 {
	const header, pair = 24, 2
	return header + pair*(samples/SamplesPerPixel+1)
}

// Write draws samples.
func (w *Waveform) Write(pcm []int16) {
	for len(pcm) > 0 {
		n := min(len(pcm), w.perPixel-w.inPixel, w.toStretchEnd(len(pcm)))
		low, high := extremes(pcm[:n])
		if w.inPixel == 0 {
			w.low, w.high = low, high
		}
		w.low, w.high = min(w.low, low), max(w.high, high)
		if w.inPixel += n; w.inPixel == w.perPixel {
			w.endPixel()
		}
		if w.seen < w.total {
			w.peaks[w.stretch] = max(w.peaks[w.stretch], loudness(low), loudness(high))
		}
		w.seen += int64(n)
		pcm = pcm[n:]
	}
}

// extremes returns the lowest and the highest sample.
func extremes(pcm []int16) (low, high int16) {
	low, high = pcm[0], pcm[0]
	for _, sample := range pcm[1:] {
		low, high = min(low, sample), max(high, sample)
	}
	return low, high
}

// toStretchEnd returns how many of n samples lie in one of the stretches that
// the small picture is made of. A clip of fewer samples than stretches leaves
// some of them silent.
func (w *Waveform) toStretchEnd(n int) int {
	if w.seen >= w.total {
		return n
	}
	for w.seen >= w.stretchEnd {
		w.stretch = w.seen * recordings.PeakCount / w.total
		w.stretchEnd = ((w.stretch+1)*w.total + recordings.PeakCount - 1) / recordings.PeakCount
	}
	return int(min(int64(n), w.stretchEnd-w.seen, w.total-w.seen))
}

// WriteTo writes what was drawn as audiowaveform version 2: 8 bits, one
// channel. The last pair may stand for fewer samples.
func (w *Waveform) WriteTo(out io.Writer) (int64, error) {
	if w.inPixel > 0 {
		w.endPixel()
	}
	header := struct {
		Version         int32
		Flags           uint32
		SampleRate      int32
		SamplesPerPixel int32
		Length          uint32
		Channels        int32
	}{waveformVersion, waveformEightBits, int32(w.rate), int32(w.perPixel), uint32(len(w.pairs) / 2), 1}
	for _, part := range []any{header, w.pairs} {
		if err := binary.Write(out, binary.LittleEndian, part); err != nil {
			return 0, fmt.Errorf("waveform of %d pixels: %w", header.Length, err)
		}
	}
	return int64(binary.Size(header) + len(w.pairs)), nil
}

// Peaks are the values of Clip.Peaks.
func (w *Waveform) Peaks() []byte { return w.peaks }

// endPixel keeps the extremes, as audiowaveform scales them to 8 bits.
func (w *Waveform) endPixel() {
	w.pairs = append(w.pairs, int8(w.low/256), int8(w.high/256))
	w.inPixel = 0
}

// loudness scales the magnitude of a sample to 0..255.
func loudness(sample int16) byte {
	magnitude := int32(sample)
	if magnitude < 0 {
		magnitude = -magnitude
	}
	return byte(min(magnitude>>7, 255))
}
