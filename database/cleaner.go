package database

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	// cleanRetry is the wait after a cleaning that failed.
	cleanRetry = 5 * time.Second
	// lastClean bounds the cleaning that a Close waits for.
	lastClean = 10 * time.Second
)

// cleaner removes from the disk what was deleted from the tables. SQLite keeps it
// in the write-ahead log, PostgreSQL in dead rows, until something happens to
// overwrite them.
type cleaner struct {
	log   *slog.Logger
	clean func(ctx context.Context) error
	// rest is the least time between two cleanings, every the most; zero for none.
	rest, every time.Duration
	poked       chan struct{}
	// dirty: something was deleted since the last cleaning began.
	dirty atomic.Bool
}

func newCleaner(log *slog.Logger, clean func(ctx context.Context) error, rest, every time.Duration) *cleaner {
	c := &cleaner{log: log, clean: clean, rest: rest, every: every, poked: make(chan struct{}, 1)}
	c.wake() // a process that died may have deleted something and not cleaned
	return c
}

// poke tells that something was deleted.
func (c *cleaner) poke() {
	c.dirty.Store(true)
	c.wake()
}

func (c *cleaner) wake() {
	select {
	case c.poked <- struct{}{}:
	default:
	}
}

// run cleans after each deletion until ctx ends.
func (c *cleaner) run(ctx context.Context) {
	timer := time.NewTimer(c.every)
	defer timer.Stop()
	if c.every == 0 {
		timer.Stop()
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.poked:
		case <-timer.C:
		}
		wait := c.rest
		dirty := c.dirty.Swap(false)
		if err := c.clean(ctx); err != nil {
			c.dirty.CompareAndSwap(false, dirty)
			if ctx.Err() != nil {
				return
			}
			c.log.WarnContext(ctx, "what was deleted is not overwritten on the disk yet", "err", err, "again_in", cleanRetry)
			wait = cleanRetry
			c.wake()
		}
		if !pause(ctx, wait) {
			return
		}
		if c.every > 0 {
			timer.Reset(c.every)
		}
	}
}

// finish cleans once more after run has ended, if something was deleted since: a
// command that deletes is over sooner than a cleaning.
func (c *cleaner) finish() {
	if !c.dirty.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastClean)
	defer cancel()
	err := c.clean(ctx)
	for err != nil && pause(ctx, c.rest/10) { // what run was cut off in may hold a table for a moment
		err = c.clean(ctx)
	}
	if err != nil {
		c.log.WarnContext(ctx, "what was deleted is overwritten on the disk at the next start", "err", err)
	}
}

// pause waits. It reports false when ctx ended first.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
