package archive

import (
	"context"
	"errors"
	"fmt"

	"practice/recordings"
)

// elsewhere reports whether something of the clip lies on another server's disk,
// which is for that server to remove.
func (a *Archive) elsewhere(clip recordings.Clip) bool { return clip.Node != "" && clip.Node != a.node }

// BuryDeleted goes on with the deletions that a dead process or another server
// noted, of clips that lie nowhere else. It is called now and then.
func (a *Archive) BuryDeleted(ctx context.Context) error {
	return a.buryDeleted(ctx, a.goesOn)
}

// buryDeleted leaves clips to a later call for which that says so.
func (a *Archive) buryDeleted(ctx context.Context, later func(clipID string) bool) error {
	deleted, err := a.store.ClipsIn(ctx, recordings.Deleting)
	if err != nil {
		return err
	}
	for _, clip := range deleted {
		if _, err := a.spool.Facts(clip.ID); err == nil {
			clip.Node = a.node // its row may name who this server was before it lost its identity
		}
		if a.elsewhere(clip) || a.isGone(clip.ID) || later(clip.ID) {
			continue
		}
		o, _, err := a.claim(ctx, clip.ID)
		if err != nil {
			return fmt.Errorf("go on deleting clip %s: %w", clip.ID, err)
		}
		if !a.isGone(clip.ID) {
			a.bury(clip, true, make(chan error, 1))
		}
		a.release(ctx, o, false)
	}
	return nil
}

// isGone reports whether the clip's deletion goes on here.
func (a *Archive) isGone(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	o := a.owners[clipID]
	return o != nil && o.gone
}

// goesOn reports whether the clip's recording goes on here, as its spool says. Its
// row may say that it waits for this server: another one took this one for gone.
func (a *Archive) goesOn(clipID string) bool {
	entry, err := a.spool.Facts(clipID)
	return err == nil && !entry.Finished
}

// takeBack notes that a stored clip goes back onto this server's disk. It fails with
// [recordings.ErrNotFound] when the clip was deleted since, and with
// [recordings.ErrNotReady] when another server took it back.
func (a *Archive) takeBack(ctx context.Context, clip recordings.Clip) error {
	_, err := a.store.UpdateClip(ctx, clip.ID, func(c *recordings.Clip) error {
		if c.State != recordings.Ready || c.Edition != clip.Edition || a.elsewhere(*c) {
			return fmt.Errorf("another server completes clip %s: %w", clip.ID, recordings.ErrNotReady)
		}
		c.Node = a.node
		return nil
	})
	return err
}

// noteNode notes on whose disk something of the clip lies; with "" it is in the
// store alone.
func (a *Archive) noteNode(ctx context.Context, clipID, node string) error {
	if a.node == "" {
		return nil
	}
	_, err := a.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
		c.Node = node
		return nil
	})
	if errors.Is(err, recordings.ErrNotFound) { // deleted since
		return nil
	}
	return err
}
