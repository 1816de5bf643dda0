package wav

import (
	"fmt"
	"io"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"

	"practice/recordings"
)

const (
	bits      = 16
	linearPCM = 1 // linear PCM
	// headerSize is what the encoder writes around the samples, in bytes.
	headerSize = 44
	// maxSamples is how many fit before the file's 32-bit size field
	// overflows: 12 hours and 25 minutes.
	maxSamples = (1<<32 - 1 - headerSize) / (bits / 8)
)

// Writer writes audio.wav: mono, 16 bits, at [recordings.SampleRate].
type Writer struct {
	encoder *wav.Encoder
	buffer  audio.IntBuffer
	samples int64
}

// NewWriter begins a file.
func NewWriter(w io.WriteSeeker) *Writer {
	return &Writer{
		encoder: wav.NewEncoder(w, recordings.SampleRate, bits, 1, linearPCM),
		buffer: audio.IntBuffer{
			Format:         &audio.Format{NumChannels: 1, SampleRate: recordings.SampleRate},
			SourceBitDepth: bits,
		},
	}
}

// Write appends samples. It fails when the file would be larger than the
// format can say, and leaves the encoder's own error as it is.
func (w *Writer) Write(pcm []int16) error {
	w.samples += int64(len(pcm))
	if w.samples > maxSamples {
		return fmt.Errorf("wav: %d samples and more do not fit in a WAV file, which ends at 4 GiB", maxSamples)
	}
	w.buffer.Data = w.buffer.Data[:0]
	for _, sample := range pcm {
		w.buffer.Data = append(w.buffer.Data, int(sample))
	}
	if err := w.encoder.Write(&w.buffer); err != nil {
		return fmt.Errorf("wav: write %d samples: %w", len(pcm), err)
	}
	return nil
}

// Close completes the header. It does not close the underlying writer.
func (w *Writer) Close() error {
	// The encoder writes its header with the first samples, if there are none
	// not at all.
	if err := w.Write(nil); err != nil {
		return err
	}
	if err := w.encoder.Close(); err != nil {
		return fmt.Errorf("wav: complete the header: %w", err)
	}
	return nil
}
