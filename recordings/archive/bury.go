package archive

import (
	"context"
	"errors"

	"practice/recordings"
)

// bury removes everything of a clip whose deletion is noted, trying again until
// nothing is left, and then its row. uploading: an upload of it may have been
// broken off a moment ago, so that it is looked for again after a while. first
// yields what became of the first attempt. Once the archive is closed the next
// start does it. The row of a clip whose recording lies on another node's disk
// stays until that node has seen it.
func (a *Archive) bury(clip recordings.Clip, uploading bool, first chan<- error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		first <- errors.New("the server is stopping")
		return
	}
	o := a.owner(clip.ID)
	o.gone = true
	a.running.Go(func() {
		defer func() {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.leaveOwner(o)
		}()
		a.eraseAll(clip, uploading, first)
	})
}

// eraseAll makes the attempts of a burial.
func (a *Archive) eraseAll(clip recordings.Clip, uploading bool, first chan<- error) {
	log := a.log.With("clip", clip.ID)
	for attempt := 0; ; attempt++ {
		err := guarded(func() error { return a.eraseOnce(clip, !uploading) })
		if attempt == 0 {
			first <- err
		}
		wait := landing
		switch {
		case err == nil && !uploading:
			log.InfoContext(a.life, "clip deleted")
			return
		case err == nil:
			uploading = false
		default:
			wait = backOff(attempt)
			log.WarnContext(a.life, "clip is not deleted yet", "err", err, "again_in", wait)
		}
		if !a.pause(a.life, wait) {
			return
		}
	}
}

// eraseOnce removes everything of the clip, and its row last, if it is to be
// forgotten. The row of one that lies elsewhere tells that server to do the same.
func (a *Archive) eraseOnce(clip recordings.Clip, forget bool) error {
	select {
	case a.burials <- struct{}{}:
		defer func() { <-a.burials }()
	case <-a.life.Done():
		return a.life.Err()
	}
	ctx, cancel := context.WithTimeout(a.life, eraseWait)
	defer cancel()
	if err := a.spool.Remove(clip.ID); err != nil { // which needs no store
		return err
	}
	for edition := range editions(clip) {
		if err := a.eraseEdition(ctx, clip.ID, edition); err != nil {
			return err
		}
	}
	if !forget || a.elsewhere(clip) {
		return nil
	}
	if err := a.store.DeleteClip(ctx, clip.ID); !errors.Is(err, recordings.ErrNotFound) {
		return err
	}
	return nil
}
