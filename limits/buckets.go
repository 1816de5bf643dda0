package limits

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// most is how many buckets a generation has.
const most = 1 << 16

// holder is who has a bucket for a kind of request.
type holder struct {
	kind Kind
	who  string
}

// buckets are those of everybody who has asked lately, in two generations. When
// the younger one is full, or as old as the slowest bucket takes to fill, the
// older one is forgotten with all who have not asked since: most of their buckets
// are full by then, as a new one is.
type buckets struct {
	rates map[Kind]Rate
	// age is how long the slowest bucket takes to fill.
	age time.Duration

	mu      sync.Mutex
	younger map[holder]*rate.Limiter
	older   map[holder]*rate.Limiter
	turned  time.Time
}

func newBuckets(rates map[Kind]Rate) *buckets {
	b := &buckets{rates: rates, younger: map[holder]*rate.Limiter{}}
	for _, r := range rates {
		if r.PerSecond > 0 {
			b.age = max(b.age, time.Duration(float64(r.Burst)/r.PerSecond*float64(time.Second)))
		}
	}
	return b
}

// take takes one from the bucket. When there is none it takes nothing, and
// returns how long to wait.
func (b *buckets) take(kind Kind, who string, now time.Time) (wait time.Duration) {
	limit := b.rates[kind]
	if limit.Burst < 1 {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.of(holder{kind, who}, limit, now).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// of returns the holder's bucket. The lock is held.
func (b *buckets) of(h holder, limit Rate, now time.Time) *rate.Limiter {
	if len(b.younger) >= most || now.Sub(b.turned) > b.age {
		b.younger, b.older, b.turned = map[holder]*rate.Limiter{}, b.younger, now
	}
	bucket := b.younger[h]
	if bucket == nil {
		if bucket = b.older[h]; bucket == nil {
			bucket = rate.NewLimiter(rate.Limit(limit.PerSecond), limit.Burst)
		}
		b.younger[h] = bucket
		delete(b.older, h)
	}
	return bucket
}
