package capture

import (
	"context"
	"errors"
	"slices"

	"practice/recordings"
)

// Recover finishes what a dead process left in the spool, and gives every clip
// up whose recording never reached it; clips of other nodes are left to them,
// and deleted ones to the archive. It is called once, before Begin.
func (r *Recorder) Recover(ctx context.Context) error {
	deleted, err := r.store.ClipsIn(ctx, recordings.Deleting)
	if err != nil {
		return err
	}
	ids, err := r.spool.IDs()
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, id := range ids {
		found[id] = true
		if slices.ContainsFunc(deleted, func(c recordings.Clip) bool { return c.ID == id }) {
			continue
		}
		spooled, err := r.spool.Finish(id, r.config.Clock())
		switch {
		case err != nil:
		case spooled.Stored > 0 || spooled.Copied:
			err = r.handOver(ctx, spooled)
		default:
			err = r.giveUp(ctx, spooled.Clip)
		}
		if errors.Is(err, recordings.ErrDeleted) {
			r.forget(ctx, id)
			continue
		}
		if err != nil {
			// One damaged recording must not keep the server from starting.
			r.log.ErrorContext(ctx, "recording could not be recovered; it stays in the spool", "clip", id, "err", err)
		}
	}
	lost, err := r.store.ClipsIn(ctx, recordings.Recording, recordings.Storing)
	if err != nil {
		return err
	}
	for _, clip := range lost {
		if found[clip.ID] || clip.Node != "" && clip.Node != r.config.Node {
			continue
		}
		r.log.ErrorContext(ctx, "recording is not in the spool", "clip", clip.ID)
		if _, err := r.store.UpdateClip(ctx, clip.ID, func(c *recordings.Clip) error {
			c.State, c.Reason = recordings.Failed, recordings.NotInSpool
			return nil
		}); err != nil {
			return err
		}
	}
	return r.AwaitNodes(ctx)
}

// AwaitNodes says of each clip whose recording lies on the disk of a node that is
// gone what it waits for, and of one that goes on here, to which another node
// thought that this one was gone, that it is recorded. It is called now and then.
func (r *Recorder) AwaitNodes(ctx context.Context) error {
	unfinished, err := r.store.ClipsIn(ctx, recordings.Recording, recordings.Storing)
	if err != nil {
		return err
	}
	for _, clip := range unfinished {
		if clip.Reason == recordings.WaitsForNode && r.records(clip.ID) {
			if err := r.reclaim(ctx, clip.ID); err != nil {
				return err
			}
			continue
		}
		if clip.Node == "" || clip.Node == r.config.Node || clip.Reason == recordings.WaitsForNode {
			continue
		}
		gone, err := r.config.Gone(ctx, clip.Node)
		if err != nil {
			return err
		}
		if !gone {
			continue
		}
		r.log.WarnContext(ctx, "recording waits for the server on whose disk it lies", "clip", clip.ID, "node", clip.Node)
		if _, err := r.store.UpdateClip(ctx, clip.ID, func(c *recordings.Clip) error {
			if c.State == recordings.Recording || c.State == recordings.Storing {
				c.State, c.Reason = recordings.Storing, recordings.WaitsForNode
			}
			return nil
		}); err != nil && !errors.Is(err, recordings.ErrNotFound) {
			return err
		}
	}
	return nil
}

// records reports whether the clip is being recorded here.
func (r *Recorder) records(clipID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.active[clipID] != nil
}

// reclaim notes that the clip is being recorded, unless it was handed over since.
func (r *Recorder) reclaim(ctx context.Context, clipID string) error {
	_, err := r.store.UpdateClip(ctx, clipID, func(c *recordings.Clip) error {
		if c.State == recordings.Storing && c.Reason == recordings.WaitsForNode {
			c.State, c.Reason = recordings.Recording, ""
		}
		return nil
	})
	if errors.Is(err, recordings.ErrNotFound) { // deleted since
		return nil
	}
	return err
}
