package archive

import (
	"context"
	"errors"
	"fmt"
	"io"

	"practice/recordings"
	"practice/recordings/sound"
	"practice/recordings/wav"
)

// drawWAV makes the waveform and the peaks of a WAV original, in the file's own
// rate.
func (a *Archive) drawWAV(ctx context.Context, id string) (peaks []byte, err error) {
	source, err := a.spool.Open(id, recordings.AudioWAV)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", recordings.AudioWAV, err)
	}
	defer source.Close()
	file, ok := source.(io.ReaderAt)
	if !ok {
		return nil, fmt.Errorf("%s can't be read at any offset", recordings.AudioWAV)
	}
	l, err := wav.ReadLayout(file, source.Size())
	if err != nil {
		return nil, err
	}
	drawing := sound.NewWaveformAt(l.Rate, l.Frames())
	if err := l.Read(ctx, file, drawing.Write); err != nil {
		return nil, fmt.Errorf("read %s: %w", recordings.AudioWAV, err)
	}
	dat, err := a.spool.Create(id, recordings.WaveformDat)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", recordings.WaveformDat, err)
	}
	_, err = drawing.WriteTo(dat)
	return drawing.Peaks(), errors.Join(err, dat.Close())
}
