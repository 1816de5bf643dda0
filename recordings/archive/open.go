package archive

import (
	"context"
	"errors"
	"fmt"

	"practice/recordings"
)

// Open returns an object of the clip for reading: from the spool while the
// clip is being stored, from the store when it is ready; audio.wav is made of the
// Ogg as it is read. It fails with
// [recordings.ErrNotReady] while the object is being made, and with [recordings.ErrNotFound] when
// the clip has none. ctx must outlast the reading.
func (a *Archive) Open(ctx context.Context, clip recordings.Clip, object string) (recordings.Blob, error) {
	if objects()[object] == "" {
		return nil, fmt.Errorf("clip %s has no %q: %w", clip.ID, object, recordings.ErrNotFound)
	}
	if object == recordings.AudioWAV && clip.Original == recordings.AudioOgg && (clip.State == recordings.Ready || clip.State == recordings.Storing) {
		return a.openWAV(ctx, clip)
	}
	switch clip.State {
	case recordings.Ready:
		return a.blobs.Open(ctx, recordings.Key(clip.ID, clip.Edition, object))
	case recordings.Storing:
		return a.openStoring(ctx, clip, object)
	case recordings.Recording:
		return nil, fmt.Errorf("clip %s, %s: %w", clip.ID, object, recordings.ErrNotReady)
	}
	return nil, fmt.Errorf("clip %s, %s: %w", clip.ID, object, recordings.ErrNotFound)
}

func (a *Archive) openStoring(ctx context.Context, clip recordings.Clip, object string) (recordings.Blob, error) {
	if object == clip.Original || object != recordings.ReceiptJSON && a.isDerived(clip.ID) {
		blob, err := a.spool.Open(clip.ID, object)
		if !errors.Is(err, recordings.ErrNotFound) {
			return blob, err
		}
	}
	// The clip may have become ready since it was read, and left the spool.
	blob, err := a.blobs.Open(ctx, recordings.Key(clip.ID, clip.Edition, object))
	if err != nil {
		return nil, fmt.Errorf("clip %s, %s: %w (%w)", clip.ID, object, recordings.ErrNotReady, err)
	}
	return blob, nil
}
