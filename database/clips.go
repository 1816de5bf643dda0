package database

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"practice/database/gen"
	"practice/recordings"
)

// CreateClip adds a clip. It fails with [recordings.ErrDeleted] for one that was
// deleted, or whose owner was, or whose session by its owner.
func (db *DB) CreateClip(ctx context.Context, clip recordings.Clip) error {
	receipt, err := receiptText(clip.Receipt)
	if err != nil {
		return err
	}
	row := gen.CreateClipParams{
		ID: clip.ID, OwnerID: clip.OwnerID, SessionID: clip.SessionID, Leg: int64(clip.Leg), Title: clip.Title, Prompt: clip.Prompt,
		Domain: clip.Domain, Format: clip.Format, State: string(clip.State), Reason: string(clip.Reason),
		DurationMs: clip.Duration.Milliseconds(), CreatedMs: millis(clip.CreatedAt), Peaks: hex.EncodeToString(clip.Peaks), Receipt: receipt,
		Original: clip.Original, Edition: int64(clip.Edition), Node: clip.Node, Origin: string(clip.Origin), RetryMs: millis(clip.RetryAt), Size: clip.Size,
	}
	err = db.transact(ctx, func(q *gen.Queries) error {
		if err := refuseDeleted(ctx, q, clip); err != nil {
			return err
		}
		return q.CreateClip(ctx, row)
	})
	if err != nil {
		return fmt.Errorf("create clip %q: %w", clip.ID, err)
	}
	return nil
}

// Clip returns a clip.
func (db *DB) Clip(ctx context.Context, id string) (recordings.Clip, error) {
	row, err := db.queries.GetClip(ctx, id)
	if err != nil {
		return recordings.Clip{}, missingClip(err, id)
	}
	return clipOf(row)
}

// ClipsOfSession returns a session's clips by leg.
func (db *DB) ClipsOfSession(ctx context.Context, sessionID string) ([]recordings.Clip, error) {
	rows, err := db.queries.ListClipsOfSession(ctx, sessionID)
	if err != nil {
		return nil, fmt.Errorf("list the clips of session %q: %w", sessionID, err)
	}
	return clipsOf(rows)
}

// ClipsIn returns every clip in one of the states, oldest first. One query asks
// for all of them, so that a clip which goes from one to the next is not missed.
func (db *DB) ClipsIn(ctx context.Context, states ...recordings.ClipState) ([]recordings.Clip, error) {
	var asked [5]string // there are no more states; what is left over matches none
	for i, state := range slices.Compact(slices.Sorted(slices.Values(states))) {
		if i == len(asked) {
			return nil, fmt.Errorf("list the clips in states %q: a clip has one of %d", states, len(asked))
		}
		asked[i] = string(state)
	}
	rows, err := db.queries.ListClipsIn(ctx, gen.ListClipsInParams{State: asked[0], State_2: asked[1], State_3: asked[2], State_4: asked[3], State_5: asked[4]})
	if err != nil {
		return nil, fmt.Errorf("list the clips in states %q: %w", states, err)
	}
	return clipsOf(rows)
}

// UpdateClip changes a clip in one transaction.
func (db *DB) UpdateClip(ctx context.Context, id string, change func(*recordings.Clip) error) (updated recordings.Clip, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		row, err := q.LockClip(ctx, id)
		if err != nil {
			return missingClip(err, id)
		}
		clip, err := clipOf(row)
		if err != nil {
			return err
		}
		if err := change(&clip); err != nil {
			return err
		}
		receipt, err := receiptText(clip.Receipt)
		if err != nil {
			return err
		}
		saved, err := q.SaveClip(ctx, gen.SaveClipParams{
			ID: id, OwnerID: clip.OwnerID, Title: clip.Title, State: string(clip.State), Reason: string(clip.Reason),
			DurationMs: clip.Duration.Milliseconds(), CreatedMs: millis(clip.CreatedAt), Peaks: hex.EncodeToString(clip.Peaks), Receipt: receipt,
			Edition: int64(clip.Edition), Node: clip.Node, RetryMs: millis(clip.RetryAt), Size: clip.Size,
		})
		if err != nil {
			return fmt.Errorf("save clip %q: %w", id, err)
		}
		if clip.State == recordings.Deleting {
			defer db.cleaner.poke()
			if saved, err = q.BlankClip(ctx, id); err != nil {
				return fmt.Errorf("blank clip %q: %w", id, err)
			}
		}
		updated, err = clipOf(saved)
		return err
	})
	return updated, err
}

// DeleteClip removes a clip's row, and with it a guest to whom nothing else was left.
func (db *DB) DeleteClip(ctx context.Context, id string) error {
	err := db.transact(ctx, func(q *gen.Queries) error {
		owner, err := q.DeleteClip(ctx, id)
		if err != nil {
			return missingClip(err, id)
		}
		if err := deleteLeftoverGuest(ctx, q, owner); err != nil {
			return err
		}
		return noteDeleted(ctx, q, id)
	})
	db.cleaner.poke()
	return err
}

func clipsOf(rows []gen.Clip) ([]recordings.Clip, error) {
	clips := make([]recordings.Clip, 0, len(rows))
	for _, row := range rows {
		clip, err := clipOf(row)
		if err != nil {
			return nil, err
		}
		clips = append(clips, clip)
	}
	return clips, nil
}

func clipOf(row gen.Clip) (recordings.Clip, error) {
	clip := recordings.Clip{
		ID: row.ID, OwnerID: row.OwnerID, SessionID: row.SessionID, Leg: int(row.Leg), Title: row.Title, Prompt: row.Prompt,
		Domain: row.Domain, Format: row.Format, State: recordings.ClipState(row.State), Reason: recordings.Reason(row.Reason),
		Duration: time.Duration(row.DurationMs) * time.Millisecond, CreatedAt: instant(row.CreatedMs),
		Original: row.Original, Edition: int(row.Edition), Node: row.Node, Origin: recordings.Origin(row.Origin), RetryAt: instant(row.RetryMs), Size: row.Size,
	}
	var err error
	if row.Peaks != "" {
		if clip.Peaks, err = hex.DecodeString(row.Peaks); err != nil {
			return recordings.Clip{}, fmt.Errorf("clip %q: read the peaks: %w", row.ID, err)
		}
	}
	if row.Receipt != "" {
		clip.Receipt = &recordings.Receipt{}
		if err := fromJSON(row.Receipt, clip.Receipt); err != nil {
			return recordings.Clip{}, fmt.Errorf("clip %q: %w", row.ID, err)
		}
	}
	return clip, nil
}

func receiptText(receipt *recordings.Receipt) (string, error) {
	if receipt == nil {
		return "", nil
	}
	return toJSON(receipt)
}
