package room

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"practice/problem"
)

const (
	// DatabaseTimeout bounds one visit to the database; somebody waits for it.
	DatabaseTimeout = 5 * time.Second
	// retryAfter is the wait before what has to be kept is tried again.
	retryAfter = time.Second
)

// ledger visits the database for a room, which may not wait for it: one visit
// after the other, in the order in which the room asked for them. Each outcome
// is posted to the room.
type ledger struct {
	log     *slog.Logger
	room    *mailbox
	visits  *mailbox
	closing chan struct{}
	// ctx ends visits that a stopping server can't wait for any longer.
	ctx    context.Context
	cancel context.CancelFunc
	// hurry ends every wait soon, since the server stops; once hurried, nothing is
	// tried a second time.
	hurry   func()
	hurried chan struct{}
}

func newLedger(log *slog.Logger, room *mailbox) *ledger {
	l := &ledger{log: log, room: room, visits: newMailbox(), closing: make(chan struct{}), hurried: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.hurry = sync.OnceFunc(func() {
		close(l.hurried)
		time.AfterFunc(DatabaseTimeout, l.cancel)
	})
	return l
}

// run makes the visits until the ledger is closed.
func (l *ledger) run() {
	defer l.cancel()
	for {
		select {
		case <-l.visits.ready:
			for _, visit := range l.visits.empty() {
				visit()
			}
		case <-l.closing:
			return
		}
	}
}

// close ends run. The room has the outcome of every visit by then.
func (l *ledger) close() { close(l.closing) }

// once makes one visit, which ends by its deadline. When its turn does not come
// before that, the visit is not made and fails with [errUnavailable].
func (l *ledger) once(visit func(context.Context) error, settle func(error)) {
	ctx, cancel := context.WithTimeout(l.ctx, DatabaseTimeout)
	var begun atomic.Bool
	stop := context.AfterFunc(ctx, func() {
		if begun.CompareAndSwap(false, true) {
			l.room.post(func() { settle(errUnavailable) })
		}
	})
	l.visits.post(func() {
		defer cancel()
		if !begun.CompareAndSwap(false, true) {
			return
		}
		stop()
		err := guarded(ctx, visit)
		l.room.post(func() { settle(err) })
	})
}

// always visits the database until the visit succeeds, unless no other would
// either: what is not there can't be changed. A stopping server tries once.
func (l *ledger) always(visit func(context.Context) error, settle func(error)) {
	l.visits.post(func() {
		var err error
		for again := true; again; {
			ctx, cancel := context.WithTimeout(l.ctx, DatabaseTimeout)
			err = guarded(ctx, visit)
			cancel()
			again = err != nil && !errors.Is(err, problem.NotFound) && !isFault(err) && l.wait()
			if again {
				l.log.Warn("the database does not take what was decided; it is asked again", "err", err)
			}
		}
		l.room.post(func() { settle(err) })
	})
}

// wait lets some time pass before another visit; false when there is to be none.
func (l *ledger) wait() bool {
	timer := time.NewTimer(retryAfter)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.hurried:
		return false
	}
}

// guarded turns a panic into an error.
func guarded(ctx context.Context, visit func(context.Context) error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &fault{value, debug.Stack()}
		}
	}()
	return visit(ctx)
}
