// Package turns shares out work that few may do at once, so that nobody's work
// waits behind all of somebody else's.
package turns

import (
	"context"
	"fmt"
	"sync"
)

// Queue lets a number of turns be had at once, and fewer by each who asks. Whoever
// has had none for longest is next.
type Queue struct {
	all, each int

	mu      sync.Mutex
	running int
	// asking are those who have turns or wait for some.
	asking map[string]*asker
	// now counts what happens, to tell what was first.
	now uint64
}

// asker is somebody who asks for turns.
type asker struct {
	running int
	waiting []*waiter
	// served is when the last turn was given.
	served uint64
}

// waiter is one turn that is asked for.
type waiter struct {
	since uint64
	given chan struct{}
}

// NewQueue makes a queue of which all turns may be had at once, each by one who
// asks. Both are at least 1.
func NewQueue(all, each int) *Queue {
	return &Queue{all: all, each: each, asking: make(map[string]*asker)}
}

// Enter waits for a turn of who asks. done gives it back, and is called once. It
// fails when ctx ends first.
func (q *Queue) Enter(ctx context.Context, who string) (done func(), err error) {
	w := q.ask(who)
	select {
	case <-w.given:
	case <-ctx.Done():
		if !q.withdraw(who, w) {
			q.leave(who) // it was given at the same time
		}
		return nil, fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
	return func() { q.leave(who) }, nil
}

// ask makes a waiter, which may have its turn at once.
func (q *Queue) ask(who string) *waiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	a := q.asking[who]
	if a == nil {
		a = &asker{}
		q.asking[who] = a
	}
	q.now++
	w := &waiter{since: q.now, given: make(chan struct{})}
	a.waiting = append(a.waiting, w)
	q.give()
	return w
}

// withdraw takes a waiter back. It reports false for one whose turn was given.
func (q *Queue) withdraw(who string, w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	a := q.asking[who]
	for i, other := range a.waiting {
		if other == w {
			a.waiting = append(a.waiting[:i:i], a.waiting[i+1:]...)
			q.forget(who, a)
			return true
		}
	}
	return false
}

// leave ends a turn.
func (q *Queue) leave(who string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	a := q.asking[who]
	a.running--
	q.running--
	q.forget(who, a)
	q.give()
}

func (q *Queue) forget(who string, a *asker) {
	if a.running == 0 && len(a.waiting) == 0 {
		delete(q.asking, who)
	}
}

// give gives the turns that are free.
func (q *Queue) give() {
	for q.running < q.all {
		var next *asker
		for _, a := range q.asking {
			if len(a.waiting) > 0 && a.running < q.each && (next == nil || a.key() < next.key()) {
				next = a
			}
		}
		if next == nil {
			return
		}
		q.now++
		next.served = q.now
		next.running++
		q.running++
		close(next.waiting[0].given)
		next.waiting = next.waiting[1:]
	}
}

// key is since when it would have been somebody's turn: who came, or came again,
// later is behind.
func (a *asker) key() uint64 { return max(a.waiting[0].since, a.served) }
