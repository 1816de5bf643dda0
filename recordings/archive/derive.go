package archive

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"practice/recordings"
	"practice/recordings/sound"
	"practice/recordings/spool"
)

// derive makes everything that is made of the sound, in the spool, so that the
// page can draw it at once. A failure is logged and loses nothing: the
// recording is stored without.
func (a *Archive) derive(ctx context.Context, j *job, spooled spool.Entry) {
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
		_, err = a.store.UpdateClip(ctx, j.id, func(c *recordings.Clip) error {
			c.Peaks = peaks
			return nil
		})
	}
	if err != nil && ctx.Err() == nil {
		log.ErrorContext(ctx, "waveform and WAV can't be made", "err", err)
	}
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
	wav, err := a.spool.Create(id, recordings.AudioWAV)
	if err != nil {
		return nil, 0, fmt.Errorf("make %s: %w", recordings.AudioWAV, err)
	}
	defer func() { err = errors.Join(err, wav.Close()) }()
	dat, err := a.spool.Create(id, recordings.WaveformDat)
	if err != nil {
		return nil, 0, fmt.Errorf("make %s: %w", recordings.WaveformDat, err)
	}
	defer func() { err = errors.Join(err, dat.Close()) }()
	total := int64(math.Round(spooled.Stored.Seconds() * recordings.SampleRate))
	return sound.Derive(recordings.UntilDone(ctx, source), total, wav, dat)
}

// isDerived reports whether the spool holds what is made of the clip's sound.
func (a *Archive) isDerived(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	return j != nil && j.derived
}
