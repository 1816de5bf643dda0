package recordings

import (
	"context"
	"errors"
	"fmt"
)

// Delete removes every object of the clip from the store and the spool, looks
// that they are gone, and then deletes its row. It returns how many objects
// there were. It fails with [ErrBusy] while the clip is being recorded, and
// with [ErrNotFound] when there is none; after another failure the clip is
// still there, is stored on if it was being stored, and can be deleted again.
func (a *Archive) Delete(ctx context.Context, clip Clip) (int, error) {
	release, wasKept, err := a.hold(ctx, clip.ID)
	if err != nil {
		return 0, fmt.Errorf("delete clip %s: %w", clip.ID, err)
	}
	count, err := a.deleteHeld(ctx, clip.ID)
	release()
	if err != nil {
		if wasKept {
			a.Keep(ctx, clip.ID)
		}
		return 0, fmt.Errorf("delete clip %s: %w", clip.ID, err)
	}
	return count, nil
}

// hold ends the storing of the clip and keeps it from beginning again, until
// release. It reports whether the clip was being stored. Another deletion of
// the clip is waited for.
func (a *Archive) hold(ctx context.Context, clipID string) (release func(), wasKept bool, err error) {
	a.mu.Lock()
	for a.held[clipID] != nil {
		other := a.held[clipID]
		a.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
		a.mu.Lock()
	}
	over := make(chan struct{})
	a.held[clipID] = over
	j := a.jobs[clipID]
	a.mu.Unlock()
	if j != nil {
		j.cancel()
		<-j.done
	}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.held, clipID)
		close(over)
	}, j != nil, nil
}

func (a *Archive) deleteHeld(ctx context.Context, clipID string) (int, error) {
	clip, err := a.store.Clip(ctx, clipID)
	if err != nil {
		return 0, err
	}
	if clip.State == Recording {
		return 0, ErrBusy
	}
	count := 0
	// The next edition may be on its way to the store.
	for edition := range clip.Edition + 2 {
		n, err := a.eraseEdition(ctx, clipID, edition)
		if err != nil {
			return 0, err
		}
		count += n
	}
	if err := a.spool.Remove(clipID); err != nil {
		return 0, fmt.Errorf("remove it from the spool: %w", err)
	}
	if err := a.store.DeleteClip(ctx, clipID); err != nil {
		return 0, err
	}
	return count, nil
}

// eraseEdition deletes every object of one edition from the store and returns
// how many there were, in the store or in the spool.
func (a *Archive) eraseEdition(ctx context.Context, clipID string, edition int) (count int, err error) {
	for object := range objects() {
		existed, err := a.erase(ctx, Key(clipID, edition, object))
		if err != nil {
			return 0, err
		}
		if !existed && edition == 0 {
			if existed, err = exists(a.spool.Open(clipID, object)); err != nil {
				return 0, fmt.Errorf("look for %s in the spool: %w", object, err)
			}
		}
		if existed {
			count++
		}
	}
	return count, nil
}

// erase deletes an object from the store and reports whether it was there.
func (a *Archive) erase(ctx context.Context, key string) (bool, error) {
	stored, err := exists(a.blobs.Open(ctx, key))
	if err != nil {
		return false, err
	}
	if err := a.blobs.Delete(ctx, key); err != nil {
		return false, err
	}
	left, err := exists(a.blobs.Open(ctx, key))
	if err == nil && left {
		err = fmt.Errorf("%s is still in the store after it was deleted", key)
	}
	return stored, err
}

// exists tells by the outcome of opening it whether an object is there.
func exists(blob Blob, err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, blob.Close()
}
