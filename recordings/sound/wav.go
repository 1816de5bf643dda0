package sound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"practice/recordings"
	"practice/recordings/wav"
)

// WAV is audio.wav of an Ogg Opus file, made as it is read: all its bytes are
// known from the beginning, and any of them are made from the packets around
// them. Between two reads it holds some minutes of packets and a second of sound,
// and no file, connection or turn. It is used by one reader at a time.
type WAV struct {
	ctx     context.Context //nolint:containedctx // who opens it says how long it may be read
	pcm     *PCM
	stream  *wav.Stream
	written time.Time
	at      int64
	// made are bytes of the file, from madeAt on.
	made   []byte
	madeAt int64
}

var _ recordings.Blob = (*WAV)(nil)

// NewWAV returns the file, of which nothing is made yet. ctx must outlast the
// reading; written is what ModTime says. It fails for a recording that is longer
// than a WAV file can be.
func NewWAV(ctx context.Context, x *Index, source Source, turn Turn, written time.Time) (*WAV, error) {
	stream, err := wav.NewStream(x.samples)
	if err != nil {
		return nil, err
	}
	return &WAV{ctx: ctx, pcm: NewPCM(x, source, turn), stream: stream, written: written}, nil
}

// Size is the length of the file in bytes.
func (w *WAV) Size() int64 { return w.stream.Size() }

// ModTime is when the recording that it is made of was stored.
func (w *WAV) ModTime() time.Time { return w.written }

// Close lets go of what was made.
func (w *WAV) Close() error {
	w.made = nil
	return nil
}

// Seek sets where the next Read begins. It makes nothing.
func (w *WAV) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += w.at
	case io.SeekEnd:
		offset += w.Size()
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek in %s to byte %d", recordings.AudioWAV, offset)
	}
	w.at = offset
	return offset, nil
}

// Read gives what is made already, and makes more when that is nothing.
func (w *WAV) Read(b []byte) (int, error) {
	if w.at >= w.Size() {
		return 0, io.EOF
	}
	if w.at < w.madeAt || w.at >= w.madeAt+int64(len(w.made)) {
		if err := w.make(); err != nil {
			return 0, fmt.Errorf("make byte %d of %s: %w", w.at, recordings.AudioWAV, err)
		}
	}
	n := copy(b, w.made[w.at-w.madeAt:])
	w.at += int64(n)
	return n, nil
}

// make makes the byte that is read next and some behind it.
func (w *WAV) make() error {
	w.made, w.madeAt = w.stream.Header(), 0
	if w.at < wav.HeaderSize {
		return nil
	}
	sample := (w.at - wav.HeaderSize) / wav.SampleSize
	pcm, err := w.pcm.From(w.ctx, sample)
	if err == nil && len(pcm) == 0 {
		err = errors.New("the recording is shorter than it was")
	}
	if err != nil {
		return err
	}
	w.made, err = w.stream.Encode(pcm)
	w.madeAt = wav.HeaderSize + sample*wav.SampleSize
	return err
}
