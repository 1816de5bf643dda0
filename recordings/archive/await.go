package archive

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/recordings"
	"practice/recordings/spool"
)

// completion is how long a recording with gaps waits for the next piece of its
// page's copy before it is stored without. What comes later makes an edition.
const completion = 15 * time.Second

// Completing reports whether pieces of the page's copy are expected or being
// fitted in.
func (a *Archive) Completing(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	return j != nil && j.completing
}

// CopyUntil is until when the page that spoke is expected to send of its copy what
// the clip lacks; zero when nothing is expected, or any more.
func (a *Archive) CopyUntil(clip recordings.Clip) (until time.Time, err error) {
	switch {
	case clip.State == recordings.Ready && clip.Receipt != nil && a.job(clip.ID) == nil:
		until = clip.Receipt.CopyUntil
	case clip.State == recordings.Storing || clip.State == recordings.Ready:
		spooled, err := a.spool.Facts(clip.ID)
		if errors.Is(err, recordings.ErrNotFound) { // it has just been stored, or lies elsewhere
			return time.Time{}, nil
		}
		if err != nil {
			return time.Time{}, err
		}
		until = a.copyUntil(spooled)
	}
	if !a.clock().Before(until) {
		return time.Time{}, nil
	}
	return until, nil
}

// copyUntil is until when the page's copy of a recording is expected; zero when there
// is none, or nothing is wanted of it. It counts from now: a server that was away for a
// week is found again by the browser in a minute.
func (a *Archive) copyUntil(spooled spool.Entry) time.Time {
	if !spooled.Copied || !spooled.Finished || len(spool.Wanted(spooled.Gaps, spooled.Stored, spooled.Limit, nil)) == 0 {
		return time.Time{}
	}
	return a.clock().Add(recordings.CopyWait)
}

// EndBackfill notes that the page has sent what it has of its copy, or has none: the
// verdict of the clip waits for it no longer. whole: the copy went on until the
// recording was stopped. One that broke off with its tab ends somewhere, and not where
// the voice did.
func (a *Archive) EndBackfill(ctx context.Context, clipID string, whole bool) error {
	a.noteCopy(clipID, whole)
	a.poke(clipID, true)
	return a.inTurn(ctx, clipID, func(ctx context.Context) error {
		if err := a.spool.NoteCopy(clipID, false); err != nil && !errors.Is(err, recordings.ErrNotFound) {
			return err
		}
		_, err := a.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
			if c.Receipt != nil {
				final := *c.Receipt
				final.CopyUntil = time.Time{}
				c.Receipt = &final
			}
			return nil
		})
		return err
	})
}

// copyEnded reports whether the page has said that it sent what it has.
func (a *Archive) copyEnded(j *job) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return j.backfillEnded
}

// copyWhole reports whether what the page has sent ends where the voice did.
func (a *Archive) copyWhole(j *job) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return j.backfillEnded && j.copyWhole
}

// noteCopy notes whether the copy of a clip that is being kept is whole.
func (a *Archive) noteCopy(clipID string, whole bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if j := a.jobOf(clipID); j != nil {
		j.copyWhole = whole
	}
}

// noteUnread notes that the recording can't be read through.
func (a *Archive) noteUnread(j *job) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j.unread = true
}

func (a *Archive) job(clipID string) *job {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.jobOf(clipID)
}

// jobOf is job with the lock held.
func (a *Archive) jobOf(clipID string) *job {
	if o := a.owners[clipID]; o != nil {
		return o.job
	}
	return nil
}

// poke tells the clip's job that a piece came, or that none will.
func (a *Archive) poke(clipID string, last bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	if j == nil {
		return
	}
	j.backfillEnded = j.backfillEnded || last
	select {
	case j.poked <- struct{}{}:
	default:
	}
}

// awaitBackfill waits for the page that keeps a copy, as long as something is
// wanted and it goes on sending.
func (a *Archive) awaitBackfill(ctx context.Context, j *job) error {
	spooled, err := a.spool.Finish(j.id, a.clock())
	if err != nil {
		return fmt.Errorf("finish the recording: %w", err)
	}
	timer := time.NewTimer(completion)
	defer timer.Stop()
	defer a.setCompleting(j, false)
	for {
		pieces, err := a.spool.Pieces(j.id)
		if err != nil {
			return err
		}
		expected := spooled.Copied || len(pieces) > 0
		if !expected || a.copyEnded(j) || len(spool.Wanted(spooled.Gaps, spooled.Stored, spooled.Limit, pieces)) == 0 {
			return nil
		}
		a.setCompleting(j, true)
		select {
		case <-j.poked:
			timer.Reset(completion)
		case <-timer.C:
			return nil
		case <-a.closing:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *Archive) setCompleting(j *job, completing bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j.completing = completing
}
