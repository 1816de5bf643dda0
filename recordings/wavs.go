package recordings

import "context"

// WAVs is the list of clips beside whose audio.ogg an older program kept an
// audio.wav made of it. It only becomes shorter.
type WAVs interface {
	// ClipsWithWAV returns the IDs of some of them in order, behind after.
	ClipsWithWAV(ctx context.Context, after string) ([]string, error)
	// NoteWAVGone takes a clip off the list. One that is not on it is no error.
	NoteWAVGone(ctx context.Context, clipID string) error
}
