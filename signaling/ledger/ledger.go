package ledger

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"practice/problem"
)

const (
	// Timeout bounds one visit to the database; somebody waits for it.
	Timeout = 5 * time.Second
	// retryAfter is the wait before what has to be kept is tried again.
	retryAfter = time.Second
)

// ErrUnavailable: the database did not answer, and nothing was changed.
var ErrUnavailable = problem.Unavailable.Say("the database does not answer, and nothing was changed; try again in a moment")

// Ledger visits the database for a room, which may not wait for it: one visit
// after the other, in the order in which the room asked for them. Each outcome
// is posted to the room.
type Ledger struct {
	log     *slog.Logger
	room    *Mailbox
	visits  *Mailbox
	closing chan struct{}
	// ctx ends visits that a stopping server can't wait for any longer.
	ctx     context.Context
	cancel  context.CancelFunc
	hurry   func()
	hurried chan struct{}
}

// New makes the ledger of a room with this mailbox. It works while [Ledger.Run]
// does.
func New(log *slog.Logger, room *Mailbox) *Ledger {
	l := &Ledger{log: log, room: room, visits: NewMailbox(), closing: make(chan struct{}), hurried: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.hurry = sync.OnceFunc(func() {
		close(l.hurried)
		time.AfterFunc(Timeout, l.cancel)
	})
	return l
}

// Run makes the visits until the ledger is closed.
func (l *Ledger) Run() {
	defer l.cancel()
	for {
		select {
		case <-l.visits.Ready():
			for _, visit := range l.visits.Empty() {
				visit()
			}
		case <-l.closing:
			return
		}
	}
}

// Hurry ends every wait soon, since the server stops; once hurried, nothing is
// tried a second time.
func (l *Ledger) Hurry() { l.hurry() }

// Close ends Run. The room has the outcome of every visit by then.
func (l *Ledger) Close() { close(l.closing) }

// Once makes one visit, which ends by its deadline. When its turn does not come
// before that, the visit is not made and fails with [ErrUnavailable].
func (l *Ledger) Once(visit func(context.Context) error, settle func(error)) {
	ctx, cancel := context.WithTimeout(l.ctx, Timeout)
	var begun atomic.Bool
	stop := context.AfterFunc(ctx, func() {
		if begun.CompareAndSwap(false, true) {
			l.room.Post(func() { settle(ErrUnavailable) })
		}
	})
	l.visits.Post(func() {
		defer cancel()
		if !begun.CompareAndSwap(false, true) {
			return
		}
		stop()
		err := guarded(ctx, visit)
		l.room.Post(func() { settle(err) })
	})
}

// Always visits the database until the visit succeeds, unless no other would
// either: what is not there can't be changed. A stopping server tries once.
func (l *Ledger) Always(visit func(context.Context) error, settle func(error)) {
	l.visits.Post(func() {
		var err error
		for again := true; again; {
			ctx, cancel := context.WithTimeout(l.ctx, Timeout)
			err = guarded(ctx, visit)
			cancel()
			again = err != nil && !errors.Is(err, problem.NotFound) && !IsFault(err) && l.wait()
			if again {
				l.log.Warn("the database does not take what was decided; it is asked again", "err", err)
			}
		}
		l.room.Post(func() { settle(err) })
	})
}

// wait lets some time pass before another visit; false when there is to be none.
func (l *Ledger) wait() bool {
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
			err = NewFault(value)
		}
	}()
	return visit(ctx)
}
