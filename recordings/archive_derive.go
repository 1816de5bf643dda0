package recordings

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// derive makes everything that is made of the sound, in the spool, so that the
// page can draw it at once. A failure is logged and loses nothing: the
// recording is stored without.
func (a *Archive) derive(ctx context.Context, j *job, spooled Spooled) {
	if a.isDerived(j.id) {
		return
	}
	began := time.Now()
	peaks, damaged, err := a.deriveInSpool(ctx, spooled)
	log := a.log.With("clip", j.id)
	if err == nil {
		a.mu.Lock()
		j.derived = true
		a.mu.Unlock()
		log.DebugContext(ctx, "waveform and WAV made", "in", time.Since(began), "replaced_by_silence", damaged)
		_, err = a.store.UpdateClip(ctx, j.id, func(c *Clip) error {
			c.Peaks = peaks
			return nil
		})
	}
	if err != nil && ctx.Err() == nil {
		log.ErrorContext(ctx, "waveform and WAV can't be made", "err", err)
	}
}

func (a *Archive) deriveInSpool(ctx context.Context, spooled Spooled) (peaks []byte, damaged int, err error) {
	if spooled.Clip.Original == AudioWAV {
		peaks, err = a.drawWAV(ctx, spooled.Clip.ID)
		return peaks, 0, err
	}
	id := spooled.Clip.ID
	source, err := a.spool.Open(id, AudioOgg)
	if err != nil {
		return nil, 0, fmt.Errorf("open %s: %w", AudioOgg, err)
	}
	defer source.Close()
	wav, err := a.spool.Create(id, AudioWAV)
	if err != nil {
		return nil, 0, fmt.Errorf("make %s: %w", AudioWAV, err)
	}
	defer func() { err = errors.Join(err, wav.Close()) }()
	dat, err := a.spool.Create(id, WaveformDat)
	if err != nil {
		return nil, 0, fmt.Errorf("make %s: %w", WaveformDat, err)
	}
	defer func() { err = errors.Join(err, dat.Close()) }()
	total := int64(math.Round(spooled.Stored.Seconds() * SampleRate))
	return derive(newUntilDone(ctx, source), total, wav, dat)
}

// isDerived reports whether the spool holds what is made of the clip's sound.
func (a *Archive) isDerived(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	return j != nil && j.derived
}
