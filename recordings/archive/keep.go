package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"runtime/debug"
	"time"

	"practice/recordings"
	"practice/recordings/spool"
	"practice/turns"
)

const (
	firstWait = time.Second
	maxWait   = 5 * time.Minute
)

// run tries to keep the clip until that succeeds, it is cancelled, or the
// archive closes.
func (a *Archive) run(ctx context.Context, j *job) {
	log := a.log.With("clip", j.id)
	for attempt := 0; ; attempt++ {
		err := guarded(func() error { return a.attempt(ctx, j) })
		switch {
		case err == nil:
			log.InfoContext(ctx, "clip stored", "after", time.Since(j.began))
			a.metrics.duration.Observe(time.Since(j.began).Seconds())
			return
		case ctx.Err() != nil:
			return
		case errors.Is(err, recordings.ErrNotFound):
			log.WarnContext(ctx, "clip is not stored: its recording or its row is gone", "err", err)
			return
		}
		if _, ok := errors.AsType[*storeFailure](err); ok {
			a.metrics.failures.Inc()
		}
		wait := backOff(attempt)
		log.WarnContext(ctx, "clip is not stored yet", "err", err, "again_in", wait)
		a.tell(ctx, log, j.id, reasonFor(err), a.clock().Add(wait))
		if !a.pause(ctx, wait) {
			return
		}
	}
}

// guarded turns a panic into an error: what can't be done with one clip may not
// end what is done with others.
func guarded(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("panic: %v\n%s", value, debug.Stack())
		}
	}()
	return do()
}

// attempt waits for its turn and does all that is left to do.
func (a *Archive) attempt(ctx context.Context, j *job) error {
	for {
		if err := a.awaitBackfill(ctx, j); err != nil {
			return err
		}
		clip, err := a.pass(ctx, j)
		if err != nil {
			return err
		}
		if left, err := a.leave(ctx, j, clip); left || err != nil {
			return err
		}
	}
}

// pass mends, derives and stores what the spool has of the clip.
func (a *Archive) pass(ctx context.Context, j *job) (clip recordings.Clip, err error) {
	spooled, err := a.spool.Finish(j.id, a.clock())
	if err != nil {
		return recordings.Clip{}, fmt.Errorf("finish the recording: %w", err)
	}
	stored := false
	err = a.turn(ctx, spooled.Clip, a.making, a.makingBrought, func() error {
		if spooled, err = a.mend(ctx, j, spooled); err != nil {
			return fmt.Errorf("mend the recording: %w", err)
		}
		if clip, err = a.markStoring(ctx, spooled); err != nil {
			return err
		}
		if stored = isStored(clip, spooled); stored {
			return nil
		}
		if stored = a.isSilent(j, spooled); stored {
			clip, err = a.giveUp(ctx, j.id)
			return err
		}
		return a.derive(ctx, j, spooled)
	})
	if err != nil || stored {
		return clip, err
	}
	err = a.turn(ctx, spooled.Clip, a.storing, a.storingBrought, func() error {
		clip, err = a.storeClip(ctx, j, spooled)
		return err
	})
	return clip, err
}

// isSilent reports whether nothing of the voice reached the server, and none of its
// page's copy is expected.
func (a *Archive) isSilent(j *job, spooled spool.Entry) bool {
	const little = time.Second * recordings.LeastGap / recordings.SampleRate
	r := receiptOf(spooled)
	return spooled.Clip.Origin != recordings.Imported && spooled.Clip.Edition == 0 && r.Live()+r.Backfilled() < little &&
		(a.copyEnded(j) || a.copyUntil(spooled).IsZero())
}

// giveUp makes a recording without sound a failed clip that says why.
func (a *Archive) giveUp(ctx context.Context, clipID string) (recordings.Clip, error) {
	return a.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
		c.State, c.Reason, c.RetryAt, c.Duration = recordings.Failed, recordings.NoSound, time.Time{}, 0
		return nil
	})
}

// turn calls work on a clip when it is its owner's turn; brought is the queue in
// front of the queue for clips that somebody brought.
func (a *Archive) turn(ctx context.Context, clip recordings.Clip, queue, brought *turns.Queue, work func() error) error {
	if clip.Origin == recordings.Imported {
		done, err := brought.Enter(ctx, clip.OwnerID)
		if err != nil {
			return err
		}
		defer done()
	}
	done, err := queue.Enter(ctx, clip.OwnerID)
	if err != nil {
		return err
	}
	defer done()
	return work()
}

// markStoring writes the facts that hold since the recording ended. A clip
// that is stored already stays as it is.
func (a *Archive) markStoring(ctx context.Context, spooled spool.Entry) (recordings.Clip, error) {
	clip, err := a.store.UpdateClip(ctx, spooled.Clip.ID, func(c *recordings.Clip) error {
		if c.State != recordings.Ready {
			c.State, c.Duration = recordings.Storing, spooled.Stored
		}
		return nil
	})
	if err != nil {
		return recordings.Clip{}, fmt.Errorf("note that the recording ended: %w", err)
	}
	return clip, nil
}

// tell lets the clip say what it waits for.
func (a *Archive) tell(ctx context.Context, log *slog.Logger, clipID string, why recordings.Reason, again time.Time) {
	_, err := a.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
		c.Reason, c.RetryAt = why, again
		return nil
	})
	if err != nil {
		log.WarnContext(ctx, "clip does not say what it waits for", "err", err)
	}
}

// pause waits. It reports false when the waiting is over for good.
func (a *Archive) pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-a.closing:
	}
	return false
}

// backOff is the wait after a failed attempt: from a second, doubling to five
// minutes, less up to a quarter so that clips do not all try at once.
func backOff(attempt int) time.Duration {
	const doublings = 9 // 512 s are more than the most
	wait := min(firstWait<<min(attempt, doublings), maxWait)
	return wait - rand.N(wait/4)
}

// reasonFor is what the clip waits for after a failed attempt.
func reasonFor(err error) recordings.Reason {
	_, fromStore := errors.AsType[*storeFailure](err)
	_, network := errors.AsType[net.Error](err)
	switch {
	case isFull(err):
		return recordings.NoDiskRoom
	case errors.Is(err, errMismatch):
		return recordings.StoreMismatch
	case fromStore && network:
		return recordings.StoreUnreachable
	case fromStore:
		return recordings.StoreRefuses
	}
	return recordings.CannotFinish
}
