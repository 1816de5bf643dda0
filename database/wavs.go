package database

import (
	"context"
	"fmt"
)

// ClipsWithWAV returns the IDs of up to 100 clips that an older program kept a WAV
// of, in order, behind after.
func (db *DB) ClipsWithWAV(ctx context.Context, after string) ([]string, error) {
	ids, err := db.queries.ListKeptWAVs(ctx, after)
	if err != nil {
		return nil, fmt.Errorf("list the clips with a WAV: %w", err)
	}
	return ids, nil
}

// NoteWAVGone notes that the clip's WAV is kept no more.
func (db *DB) NoteWAVGone(ctx context.Context, clipID string) error {
	if err := db.queries.DeleteKeptWAV(ctx, clipID); err != nil {
		return fmt.Errorf("note that the WAV of clip %q is gone: %w", clipID, err)
	}
	return nil
}
