package archive

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/recordings"
)

const (
	// eraseWait bounds one attempt to delete everything of a clip: some dozen
	// requests to a store that answers.
	eraseWait = time.Minute
	// landing is how long after it was broken off an upload may still become an
	// object: the store had all of it and was slow to say so.
	landing = time.Minute
)

// Delete removes every object of the clip from the store and the spool, looks
// that they are gone, and then deletes its row. It returns how many objects
// there were. It fails with [recordings.ErrBusy] while the clip is being recorded, with
// [recordings.ErrNotFound] when there is none, and when the store can't be asked: then the
// clip is still there, and is stored on if it was being stored. From the moment
// on that the deletion is noted the clip is gone for everybody; what the store
// refuses to delete then is an error too, and is tried again until nothing is
// left, across restarts.
func (a *Archive) Delete(ctx context.Context, clip recordings.Clip) (int, error) {
	o, wasKept, err := a.claim(ctx, clip.ID)
	if err != nil {
		return 0, fmt.Errorf("delete clip %s: %w", clip.ID, err)
	}
	count, current, err := a.noteDeletion(ctx, clip.ID)
	first := make(chan error, 1)
	if err == nil {
		a.bury(current, wasKept, first)
	}
	a.release(ctx, o, wasKept)
	if err != nil {
		return 0, fmt.Errorf("delete clip %s: %w", clip.ID, err)
	}
	select {
	case err = <-first:
	case <-ctx.Done(): // whoever goes away now has deleted it
		err = ctx.Err()
	}
	if err != nil {
		return 0, fmt.Errorf("delete clip %s, which goes on by itself: %w", clip.ID, err)
	}
	return count, nil
}

// claim takes the turn for a deletion and ends the storing of the clip. It
// reports whether the clip was being stored. Another deletion of the clip is
// waited for; other work gives way.
func (a *Archive) claim(ctx context.Context, clipID string) (o *owner, wasKept bool, err error) {
	a.mu.Lock()
	o = a.owner(clipID)
	o.deletions++
	if o.interrupt != nil {
		o.interrupt()
	}
	a.mu.Unlock()
	if err := o.await(ctx); err != nil {
		a.withdraw(ctx, o, false)
		return nil, false, err
	}
	a.mu.Lock()
	j := o.job
	a.mu.Unlock()
	if j != nil {
		j.cancel()
		<-j.done // its waits all end with its context
	}
	return o, j != nil, nil
}

// release gives the turn of a deletion back.
func (a *Archive) release(ctx context.Context, o *owner, wasKept bool) {
	<-o.turn
	a.withdraw(ctx, o, wasKept)
}

// withdraw ends a deletion's claim. A clip that is not gone, and was being kept or
// was to be meanwhile, is kept on.
func (a *Archive) withdraw(ctx context.Context, o *owner, wasKept bool) {
	a.mu.Lock()
	o.deletions--
	again := (wasKept || o.missed) && !o.gone
	if o.deletions == 0 {
		o.missed = false
	} else {
		o.missed, again = again, false // the next deletion sees to it
	}
	a.mu.Unlock()
	if again {
		a.Keep(ctx, o.id)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.leaveOwner(o)
}

// noteDeletion counts what there is of the clip, which shows that the store can
// be asked, and then makes the clip one that is being deleted.
func (a *Archive) noteDeletion(ctx context.Context, clipID string) (int, recordings.Clip, error) {
	ctx, cancel := context.WithTimeout(ctx, eraseWait)
	defer cancel()
	clip, err := a.store.Clip(ctx, clipID)
	if err != nil {
		return 0, recordings.Clip{}, err
	}
	if clip.State == recordings.Recording || a.goesOn(clipID) {
		return 0, recordings.Clip{}, recordings.ErrBusy
	}
	count, err := a.count(ctx, clip)
	if err != nil {
		return 0, recordings.Clip{}, err
	}
	clip, err = a.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
		if c.State == recordings.Recording {
			return recordings.ErrBusy
		}
		c.State = recordings.Deleting
		return nil
	})
	return count, clip, err
}

// editions is how many editions of a clip the store may have: the next one may
// be on its way.
func editions(clip recordings.Clip) int { return clip.Edition + 2 }

// count returns how many objects there are of the clip, in the store or in the
// spool.
func (a *Archive) count(ctx context.Context, clip recordings.Clip) (count int, err error) {
	for edition := range editions(clip) {
		for object := range objects() {
			there, err := exists(a.blobs.Open(ctx, recordings.Key(clip.ID, edition, object)))
			if err != nil {
				return 0, err
			}
			if !there && edition == 0 {
				if there, err = exists(a.spool.Open(clip.ID, object)); err != nil {
					return 0, fmt.Errorf("look for %s in the spool: %w", object, err)
				}
			}
			if there {
				count++
			}
		}
	}
	return count, nil
}

// eraseEdition deletes every object of one edition from the store.
func (a *Archive) eraseEdition(ctx context.Context, clipID string, edition int) error {
	for object := range objects() {
		if err := a.erase(ctx, recordings.Key(clipID, edition, object)); err != nil {
			return err
		}
	}
	return nil
}

// erase deletes an object from the store and looks that it is gone.
func (a *Archive) erase(ctx context.Context, key string) error {
	if err := a.blobs.Delete(ctx, key); err != nil {
		return err
	}
	left, err := exists(a.blobs.Open(ctx, key))
	if err == nil && left {
		err = fmt.Errorf("%s is still in the store after it was deleted", key)
	}
	return err
}

// exists tells by the outcome of opening it whether an object is there.
func exists(blob recordings.Blob, err error) (bool, error) {
	if errors.Is(err, recordings.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, blob.Close()
}
