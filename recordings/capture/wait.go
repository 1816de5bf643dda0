package capture

import (
	"context"
	"math/rand/v2"
	"time"
)

// longestDatabaseBackOff keeps a clip from being missing much longer than its
// database.
const longestDatabaseBackOff = 15 * time.Second

// databaseBackOff is the wait after a failed call of the database.
func databaseBackOff(attempt int) time.Duration {
	const doublings = 4 // 16 s are more than the most
	wait := min(time.Second<<min(attempt, doublings), longestDatabaseBackOff)
	return wait - rand.N(wait/4)
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
