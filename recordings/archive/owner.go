package archive

import (
	"context"
	"fmt"
	"time"

	"practice/recordings"
)

// turnWait is how long somebody waits for the turn at a clip. Who has it longer
// is held up by a store that hangs; then it is better to be told so.
const turnWait = 30 * time.Second

// owner is the one place where it is decided what becomes of a clip: whether it
// is kept, goes back into the spool, leaves it, or is deleted. It exists while
// somebody uses it. The archive's mutex guards its fields; nothing waits under
// that.
type owner struct {
	id string
	// users counts those who hold the owner.
	users int
	// turn is full while somebody changes where the clip lies.
	turn chan struct{}
	// interrupt ends the turn that somebody has who gives way to a deletion; else
	// nil.
	interrupt context.CancelFunc
	// deletions counts those that wait for their turn or have it: nothing begins
	// to be kept then. missed: something was to. gone: a deletion is noted.
	deletions int
	missed    bool
	gone      bool
	// job is the keeping of the clip; nil when nothing is left to be kept.
	job *job
}

// owner returns the clip's owner with one more user. The lock is held.
func (a *Archive) owner(clipID string) *owner {
	o := a.owners[clipID]
	if o == nil {
		o = &owner{id: clipID, turn: make(chan struct{}, 1)}
		a.owners[clipID] = o
	}
	o.users++
	return o
}

// leaveOwner takes a user away. The lock is held.
func (a *Archive) leaveOwner(o *owner) {
	if o.users--; o.users == 0 {
		delete(a.owners, o.id)
	}
}

// await waits for the turn, which is given up by emptying it.
func (o *owner) await(ctx context.Context) error {
	timer := time.NewTimer(turnWait)
	defer timer.Stop()
	select {
	case o.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for clip %s: %w", o.id, ctx.Err())
	case <-timer.C:
		return fmt.Errorf("clip %s: %w", o.id, recordings.ErrOccupied)
	}
}

// inTurn calls work when it is the caller's turn to change where the clip lies.
// A deletion that comes meanwhile ends work's context and goes first; then work
// is called again, to find the clip gone or still there.
func (a *Archive) inTurn(ctx context.Context, clipID string, work func(ctx context.Context) error) error {
	a.mu.Lock()
	o := a.owner(clipID)
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.leaveOwner(o)
	}()
	for {
		if err := o.await(ctx); err != nil {
			return err
		}
		interrupted, err := a.interruptible(ctx, o, work)
		if err == nil || !interrupted || ctx.Err() != nil {
			return err
		}
	}
}

// interruptible calls work and ends the turn.
func (a *Archive) interruptible(ctx context.Context, o *owner, work func(ctx context.Context) error) (interrupted bool, err error) {
	defer func() { <-o.turn }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.mu.Lock()
	o.interrupt = cancel
	if o.deletions > 0 {
		cancel()
	}
	a.mu.Unlock()
	err = work(ctx)
	a.mu.Lock()
	o.interrupt = nil
	a.mu.Unlock()
	return ctx.Err() != nil, err
}
