package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"syscall"
	"time"

	"practice/recordings"
	"practice/recordings/sound"
	"practice/recordings/spool"
	"practice/recordings/wav"
)

// derive draws the waveform in the spool, so that the page has it at once. A sound
// that can't be drawn is logged and loses nothing: the recording is stored
// without. It fails when there is no room; then it is tried again.
func (a *Archive) derive(ctx context.Context, j *job, spooled spool.Entry) error {
	if a.isDerived(j.id) {
		return nil
	}
	began := time.Now()
	peaks, damaged, err := a.deriveInSpool(ctx, spooled)
	log := a.log.With("clip", j.id)
	if err == nil {
		a.mu.Lock()
		j.derived = true
		a.mu.Unlock()
		log.DebugContext(ctx, "waveform drawn", "in", time.Since(began), "replaced_by_silence", damaged)
		_, err = a.store.UpdateClip(ctx, j.id, func(c *recordings.Clip) error {
			c.Peaks = peaks
			return nil
		})
	}
	if err != nil && (isFull(err) || ctx.Err() != nil) {
		return fmt.Errorf("draw the waveform: %w", err)
	}
	if err != nil {
		log.ErrorContext(ctx, "the waveform can't be drawn", "err", err)
	}
	return nil
}

// isFull reports whether an error says that there is no room on the disk.
func isFull(err error) bool {
	return errors.Is(err, recordings.ErrDiskFull) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func (a *Archive) deriveInSpool(ctx context.Context, spooled spool.Entry) (peaks []byte, damaged int, err error) {
	if spooled.Clip.Original == recordings.AudioWAV {
		peaks, err = a.drawWAV(ctx, spooled.Clip.ID)
		return peaks, 0, err
	}
	id := spooled.Clip.ID
	source, err := a.spool.Open(id, recordings.AudioOgg)
	if err != nil {
		return nil, 0, fmt.Errorf("open %s: %w", recordings.AudioOgg, err)
	}
	defer source.Close()
	dat, err := a.spool.Create(id, recordings.WaveformDat)
	if err != nil {
		return nil, 0, fmt.Errorf("make %s: %w", recordings.WaveformDat, err)
	}
	defer func() { err = errors.Join(err, dat.Close()) }()
	total := int64(math.Round(spooled.Stored.Seconds() * recordings.SampleRate))
	if err := a.disk.RoomToFinish(sound.WaveformSize(total)); err != nil {
		return nil, 0, err
	}
	return sound.Draw(ctx, source, total, dat)
}

// isDerived reports whether the spool holds what is made of the clip's sound.
func (a *Archive) isDerived(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	return j != nil && j.derived
}

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
	if err := a.disk.RoomToFinish(sound.WaveformSize(l.Frames())); err != nil {
		return nil, err
	}
	dat, err := a.spool.Create(id, recordings.WaveformDat)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", recordings.WaveformDat, err)
	}
	_, err = drawing.WriteTo(dat)
	return drawing.Peaks(), errors.Join(err, dat.Close())
}
