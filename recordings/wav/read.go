package wav

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"github.com/go-audio/wav"

	"practice/recordings"
)

// framesAtOnce is how many frames of a WAV file are read at once.
const framesAtOnce = 8192

// Read gives the sound to sink, mono and as 16 bits; sink must not keep the
// slice.
func (l Layout) Read(ctx context.Context, file io.ReaderAt, sink func([]int16)) error {
	samples := io.NewSectionReader(file, l.begin, l.size)
	decoder := wav.NewDecoder(forward{io.MultiReader(bytes.NewReader(l.plainHeader()), recordings.UntilDone(ctx, samples))})
	if err := decoder.FwdToPCM(); err != nil {
		return err
	}
	if err := decoder.Err(); err != nil {
		return err
	}
	raw := make([]byte, framesAtOnce*l.frame())
	pcm := make([]int16, 0, framesAtOnce)
	for {
		n, err := io.ReadFull(decoder.PCMChunk.R, raw)
		pcm = pcm[:0]
		for at := int64(0); at+l.frame() <= int64(n); at += l.frame() {
			pcm = append(pcm, l.mono(raw[at:at+l.frame()]))
		}
		sink(pcm)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// mono is the mean of a frame's channels.
func (l Layout) mono(frame []byte) int16 {
	width := l.bits / 8
	sum := 0
	for at := 0; at < len(frame); at += width {
		sum += int(l.sample(frame[at : at+width]))
	}
	return int16(sum / l.channels)
}

// sample reads one sample: 8 bits are unsigned, more are signed.
func (l Layout) sample(b []byte) int16 {
	switch {
	case l.float:
		return floatSample(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case l.bits == 8:
		return (int16(b[0]) - 128) << 8
	}
	return int16(binary.LittleEndian.Uint16(b[len(b)-2:]))
}

func floatSample(f float32) int16 {
	switch {
	case f != f: // not a number
		return 0
	case f >= 1:
		return math.MaxInt16
	case f <= -1:
		return math.MinInt16
	}
	return int16(f * 32767)
}

// forward is a reader for a decoder that asks to seek, and only does so in
// files of another layout.
type forward struct{ io.Reader }

// Seek fails.
func (forward) Seek(int64, int) (int64, error) { return 0, errors.ErrUnsupported }
