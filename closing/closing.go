// Package closing has what every Close needs that waits for its goroutines. Every
// room may import it.
package closing

import (
	"context"
	"sync"
)

// Wait returns when everything of the group is done, or with ctx's error when ctx
// ends before. Whoever stops what still runs then waits again, without an end.
func Wait(ctx context.Context, running *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() {
		running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
