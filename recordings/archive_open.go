package recordings

import (
	"context"
	"errors"
	"fmt"
)

// Open returns an object of the clip for reading: from the spool while the
// clip is being stored, from the store when it is ready. It fails with
// [ErrNotReady] while the object is being made, and with [ErrNotFound] when
// the clip has none. ctx must outlast the reading.
func (a *Archive) Open(ctx context.Context, clip Clip, object string) (Blob, error) {
	if objects()[object] == "" {
		return nil, fmt.Errorf("clip %s has no %q: %w", clip.ID, object, ErrNotFound)
	}
	switch clip.State {
	case Ready:
		return a.blobs.Open(ctx, Key(clip.ID, clip.Edition, object))
	case Storing:
		return a.openStoring(ctx, clip, object)
	case Recording:
		return nil, fmt.Errorf("clip %s, %s: %w", clip.ID, object, ErrNotReady)
	}
	return nil, fmt.Errorf("clip %s, %s: %w", clip.ID, object, ErrNotFound)
}

func (a *Archive) openStoring(ctx context.Context, clip Clip, object string) (Blob, error) {
	if object == clip.Original || object != ReceiptJSON && a.isDerived(clip.ID) {
		blob, err := a.spool.Open(clip.ID, object)
		if !errors.Is(err, ErrNotFound) {
			return blob, err
		}
	}
	// The clip may have become ready since it was read, and left the spool.
	blob, err := a.blobs.Open(ctx, Key(clip.ID, clip.Edition, object))
	if err != nil {
		return nil, fmt.Errorf("clip %s, %s: %w (%w)", clip.ID, object, ErrNotReady, err)
	}
	return blob, nil
}
