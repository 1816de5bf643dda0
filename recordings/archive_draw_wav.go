package recordings

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// drawWAV makes the waveform and the peaks of a WAV original, in the file's own
// rate.
func (a *Archive) drawWAV(ctx context.Context, id string) (peaks []byte, err error) {
	source, err := a.spool.Open(id, AudioWAV)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", AudioWAV, err)
	}
	defer source.Close()
	file, ok := source.(io.ReaderAt)
	if !ok {
		return nil, fmt.Errorf("%s can't be read at any offset", AudioWAV)
	}
	l, err := readWAV(file, source.Size())
	if err != nil {
		return nil, err
	}
	drawing := newWaveformAt(l.rate, l.frames())
	if err := l.read(ctx, file, drawing.Write); err != nil {
		return nil, fmt.Errorf("read %s: %w", AudioWAV, err)
	}
	dat, err := a.spool.Create(id, WaveformDat)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", WaveformDat, err)
	}
	_, err = drawing.WriteTo(dat)
	return drawing.Peaks(), errors.Join(err, dat.Close())
}
