package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"

	"practice/recordings"
)

const (
	bits      = 16
	linearPCM = 1 // linear PCM
	// headerSize is what the encoder writes before the samples, in bytes.
	headerSize = 44
	// maxSamples is how many fit before the file's 32-bit size field
	// overflows: 12 hours and 25 minutes.
	maxSamples = (1<<32 - 1 - headerSize) / SampleSize
)

const (
	// HeaderSize is how many bytes of audio.wav come before its samples.
	HeaderSize = headerSize
	// SampleSize is the length of a sample of audio.wav in bytes.
	SampleSize = bits / 8
)

// Stream writes audio.wav, mono, 16 bits, at [recordings.SampleRate], in pieces
// that are taken one by one, in any order: its length is known before its sound
// is. It keeps nothing of what was taken.
type Stream struct {
	encoder *wav.Encoder
	buffer  audio.IntBuffer
	taken   taken
	header  []byte
	samples int64
}

// NewStream begins a file of so many samples. It fails for one that would be
// larger than the format can say.
func NewStream(samples int64) (*Stream, error) {
	if samples < 0 || samples > maxSamples {
		return nil, fmt.Errorf("wav: %d samples do not fit in a WAV file, which ends at 4 GiB", samples)
	}
	s := &Stream{samples: samples, buffer: audio.IntBuffer{
		Format:         &audio.Format{NumChannels: 1, SampleRate: recordings.SampleRate},
		SourceBitDepth: bits,
	}}
	// The encoder makes room for a minute at the rate that it is made with, and
	// needs it for what is written at once: about a second.
	s.encoder = wav.NewEncoder(&s.taken, recordings.SampleRate/60, bits, 1, linearPCM)
	s.encoder.SampleRate = recordings.SampleRate
	// It writes its header with the first samples, even if they are none.
	header, err := s.Encode(nil)
	if err != nil {
		return nil, err
	}
	if len(header) != headerSize {
		return nil, fmt.Errorf("wav: the header has %d bytes, want %d", len(header), headerSize)
	}
	// The sizes are what it would come back for once it had seen everything.
	const riffSizeAt, dataSizeAt, riffSizeCounts = 4, headerSize - 4, 8
	s.header = slices.Clone(header)
	binary.LittleEndian.PutUint32(s.header[riffSizeAt:], uint32(s.Size()-riffSizeCounts))
	binary.LittleEndian.PutUint32(s.header[dataSizeAt:], uint32(s.Size()-headerSize))
	return s, nil
}

// Size is the length of the whole file in bytes.
func (s *Stream) Size() int64 { return headerSize + SampleSize*s.samples }

// Header is the file's first [HeaderSize] bytes.
func (s *Stream) Header() []byte { return s.header }

// Encode returns the bytes of samples, wherever in the file they stand. They are
// good until the next call.
func (s *Stream) Encode(pcm []int16) ([]byte, error) {
	s.buffer.Data = s.buffer.Data[:0]
	for _, sample := range pcm {
		s.buffer.Data = append(s.buffer.Data, int(sample))
	}
	if err := s.encoder.Write(&s.buffer); err != nil {
		return nil, fmt.Errorf("wav: write %d samples: %w", len(pcm), err)
	}
	return s.taken.take(), nil
}

// taken is what the encoder has written since it was last taken.
type taken struct{ b []byte }

var _ io.WriteSeeker = (*taken)(nil)

// Write appends.
func (t *taken) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	return len(p), nil
}

// Seek fails: what was taken is somewhere else already.
func (t *taken) Seek(int64, int) (int64, error) {
	return 0, fmt.Errorf("wav: go back in a stream: %w", errors.ErrUnsupported)
}

// take returns what was written. The next Write overwrites it.
func (t *taken) take() []byte {
	b := t.b
	t.b = t.b[:0]
	return b
}
