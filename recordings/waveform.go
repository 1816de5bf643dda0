package recordings

import (
	"encoding/binary"
	"fmt"
	"io"
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

// waveform draws samples as they pass: pairs of minimum and maximum for
// waveform.dat, and the loudest sample of each of [PeakCount] equal stretches
// for Clip.Peaks.
type waveform struct {
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

func newWaveform(total int64) *waveform {
	return &waveform{
		total: total,
		pairs: make([]int8, 0, 2*(total/SamplesPerPixel+1)),
		peaks: make([]byte, PeakCount),
	}
}

// Write draws samples.
func (w *waveform) Write(pcm []int16) {
	for _, sample := range pcm {
		if w.inPixel == 0 {
			w.low, w.high = sample, sample
		}
		w.low, w.high = min(w.low, sample), max(w.high, sample)
		if w.inPixel++; w.inPixel == SamplesPerPixel {
			w.endPixel()
		}
		w.peak(sample)
	}
}

// peak counts the sample in its stretch. A clip of fewer samples than
// stretches leaves some of them silent.
func (w *waveform) peak(sample int16) {
	if w.seen >= w.total {
		return
	}
	for w.seen >= w.stretchEnd {
		w.stretch = w.seen * PeakCount / w.total
		w.stretchEnd = ((w.stretch+1)*w.total + PeakCount - 1) / PeakCount
	}
	w.peaks[w.stretch] = max(w.peaks[w.stretch], loudness(sample))
	w.seen++
}

// WriteTo writes what was drawn as audiowaveform version 2: 8 bits, one
// channel. The last pair may stand for fewer samples.
func (w *waveform) WriteTo(out io.Writer) (int64, error) {
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
	}{waveformVersion, waveformEightBits, SampleRate, SamplesPerPixel, uint32(len(w.pairs) / 2), 1}
	for _, part := range []any{header, w.pairs} {
		if err := binary.Write(out, binary.LittleEndian, part); err != nil {
			return 0, fmt.Errorf("waveform of %d pixels: %w", header.Length, err)
		}
	}
	return int64(binary.Size(header) + len(w.pairs)), nil
}

// Peaks are the values of Clip.Peaks.
func (w *waveform) Peaks() []byte { return w.peaks }

// endPixel keeps the extremes, as audiowaveform scales them to 8 bits.
func (w *waveform) endPixel() {
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
