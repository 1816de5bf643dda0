package archive

import (
	"context"
	"time"
)

// checkAge is how long the answer of the store's check holds, so that asking
// often costs little.
const checkAge = 3 * time.Second

// checkResult is used by who filled turn.
type checkResult struct {
	turn chan struct{}
	at   time.Time
	err  error
}

// Check says in one line what is wrong with the store, if anything is. An
// answer may be a few seconds old.
func (a *Archive) Check(ctx context.Context) error {
	select {
	case a.check.turn <- struct{}{}:
		defer func() { <-a.check.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !a.check.at.IsZero() && time.Since(a.check.at) < checkAge {
		return a.check.err
	}
	err := a.blobs.Check(ctx)
	if ctx.Err() == nil {
		// An answer that the caller did not wait for says nothing to others.
		a.check.at, a.check.err = time.Now(), err
	}
	return err
}
