package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"practice/recordings"
	"practice/recordings/mend"
	"practice/recordings/spool"
)

// Wanted returns the stretches that the recording lacks and whose sound would
// be taken, in order. It may be asked while the recording runs.
func (a *Archive) Wanted(clip recordings.Clip) ([]recordings.Stretch, error) {
	if clip.Original != recordings.AudioOgg || clip.State == recordings.Failed {
		return nil, nil
	}
	if clip.State == recordings.Ready && a.job(clip.ID) == nil {
		return wantedBy(clip.Receipt), nil
	}
	spooled, err := a.spool.Facts(clip.ID)
	switch {
	case errors.Is(err, recordings.ErrNotFound) && clip.State == recordings.Ready:
		return wantedBy(clip.Receipt), nil
	case errors.Is(err, recordings.ErrNotFound): // it has just been stored
		return nil, nil
	case err != nil:
		return nil, err
	}
	pieces, err := a.spool.Pieces(clip.ID)
	if err != nil {
		return nil, err
	}
	return spool.Wanted(spooled.Gaps, spooled.Stored, spooled.Limit, pieces), nil
}

func wantedBy(r *recordings.Receipt) []recordings.Stretch {
	return spool.Wanted(r.Gaps, r.Stored, r.Limit, nil)
}

// Backfill takes a piece of the page's own copy of the clip, a mono Ogg Opus
// file of at most [recordings.MaxPieceSize], that begins at a position of the clip by the
// page's clock. It is fitted in when the recording is over. It fails with
// [recordings.ErrPiece] for what is none, with [recordings.ErrNotWanted] when the clip can't take it,
// and with [recordings.ErrTooMuch].
func (a *Archive) Backfill(ctx context.Context, clipID string, at time.Duration, content []byte) error {
	copied, err := mend.ReadPiece(bytes.NewReader(content), recordings.SamplesOf(at), false)
	if err != nil {
		return err
	}
	return a.inTurn(ctx, clipID, func(ctx context.Context) error {
		return a.receivePiece(ctx, clipID, recordings.SamplesOf(at), copied.Length, content)
	})
}

// receivePiece puts a piece into the spool, and the clip before it if it is stored.
// It is the clip's turn.
func (a *Archive) receivePiece(ctx context.Context, clipID string, at, length int64, content []byte) error {
	clip, err := a.store.Clip(ctx, clipID)
	if err != nil {
		return err
	}
	if clip.State == recordings.Failed || clip.Original != recordings.AudioOgg || clip.Origin == recordings.Imported {
		return fmt.Errorf("clip %s is %s: %w", clipID, clip.State, recordings.ErrNotWanted)
	}
	if a.elsewhere(clip) {
		return fmt.Errorf("the recording of clip %s lies at node %s: %w", clipID, clip.Node, recordings.ErrNotReady)
	}
	if wanted, err := a.Wanted(clip); err != nil || len(wanted) == 0 && clip.State == recordings.Ready {
		return err // it has come already
	}
	if err := a.disk.Room(int64(len(content))); err != nil {
		return fmt.Errorf("keep a piece of the page’s copy of clip %s: %w", clipID, err)
	}
	p := spool.Piece{At: at, Length: length}
	err = a.spool.AddPiece(clipID, p, content)
	if errors.Is(err, recordings.ErrNotFound) && clip.State == recordings.Ready {
		if err = a.reopen(ctx, clip); err == nil {
			err = a.spool.AddPiece(clipID, p, content)
		}
	}
	if err != nil {
		return err
	}
	if clip.State != recordings.Recording && !a.goesOn(clipID) {
		a.Keep(ctx, clipID)
		a.poke(clipID, false)
	}
	return nil
}

// reopen takes a stored clip back into the spool.
func (a *Archive) reopen(ctx context.Context, clip recordings.Clip) (err error) {
	audio, err := a.blobs.Open(ctx, recordings.Key(clip.ID, clip.Edition, recordings.AudioOgg))
	if err != nil {
		return fmt.Errorf("fetch clip %s back: %w", clip.ID, err)
	}
	defer func() { err = errors.Join(err, audio.Close()) }()
	// The recording goes back whole, and is written again with what it lacked.
	if err := a.disk.Room(2 * audio.Size()); err != nil {
		return fmt.Errorf("fetch clip %s back: %w", clip.ID, err)
	}
	if err := a.takeBack(ctx, clip); err != nil {
		return err
	}
	r := clip.Receipt
	clip.Edition++
	end := spool.End{Expected: r.Expected, Stored: r.Stored, Limit: r.Limit, Copied: !r.CopyUntil.IsZero()}
	return a.spool.Reopen(clip, r.Gaps, end, recordings.UntilDone(ctx, audio))
}

// mend closes what can be closed of the recording in the spool: gaps from the
// page's copy, damaged stretches with silence.
func (a *Archive) mend(ctx context.Context, j *job, spooled spool.Entry) (spool.Entry, error) {
	id := spooled.Clip.ID
	if spooled.Clip.Origin == recordings.Imported {
		return spooled, nil
	}
	pieces, err := a.spool.Pieces(id)
	if err != nil {
		return spool.Entry{}, err
	}
	source := func() (io.ReadCloser, error) { return a.spool.Open(id, recordings.AudioOgg) }
	look := func() (*mend.Mender, error) {
		return mend.New(ctx, source, spooled.Gaps, recordings.SamplesOf(spooled.Stored), recordings.SamplesOf(spooled.Limit))
	}
	m, err := look()
	if err != nil && a.spool.RestoreHead(spooled.Clip) == nil {
		m, err = look()
	}
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "recording can't be read through; it is stored as it is", "clip", id, "err", err)
		a.noteUnread(j)
		return spooled, nil
	}
	if err != nil {
		return spool.Entry{}, err
	}
	var used []string
	for _, p := range pieces {
		used = append(used, p.Name)
		if err := m.Use(p); err != nil {
			a.log.WarnContext(ctx, "a piece of the page's copy can't be used", "clip", id, "piece", p.Name, "err", err)
		}
	}
	e := spool.End{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Copied: spooled.Copied}
	gaps := spooled.Gaps
	switch {
	case m.Changed():
		a.setCompleting(j, len(pieces) > 0)
		defer a.setCompleting(j, false)
		if gaps, e, err = a.writeMended(m, spooled, e, a.copyWhole(j)); err != nil {
			return spool.Entry{}, err
		}
	case len(pieces) == 0:
		return spooled, nil
	}
	if err := a.spool.CommitMend(id, spool.Mend{Gaps: gaps, End: e, Pieces: used}); err != nil {
		return spool.Entry{}, err
	}
	a.mu.Lock()
	j.derived = j.derived && !m.Changed()
	a.mu.Unlock()
	a.log.InfoContext(ctx, "recording mended", "clip", id, "pieces", len(pieces), "damaged", m.Damaged)
	return a.spool.Facts(id)
}

// writeMended writes the mended recording. Where a copy reaches beyond the end of one
// whose server died, its own end is the recording's, if the page has sent all of it and
// it did not break off before the voice ended.
func (a *Archive) writeMended(m *mend.Mender, spooled spool.Entry, e spool.End, all bool) ([]recordings.Gap, spool.End, error) {
	file, err := a.spool.CreateMended(spooled.Clip.ID)
	if err != nil {
		return nil, e, err
	}
	gaps, length, err := m.Write(recordings.RoomyWriter(file, a.disk.RoomToFinish), recordings.SerialOf(spooled.Clip.ID), spooled.Gaps)
	if err != nil {
		err = errors.Join(err, file.Truncate(0)) // half of it only takes room
	}
	if err = errors.Join(err, a.spool.Sync(file), file.Close()); err != nil {
		return nil, e, err
	}
	if stored := recordings.DurationOf(length); stored > e.Stored {
		e.Expected, e.Stored = stored, stored
		if all {
			e.Limit = 0
		}
	}
	return gaps, e, nil
}

// receiptOf is the receipt that the recording would get, but for what is known
// only of a stored one.
func receiptOf(spooled spool.Entry) recordings.Receipt {
	return recordings.Receipt{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Gaps: spooled.Gaps}
}

// isStored reports whether the store has what the spool has.
func isStored(clip recordings.Clip, spooled spool.Entry) bool {
	if clip.State != recordings.Ready || clip.Receipt == nil {
		return false
	}
	now, stored := receiptOf(spooled), clip.Receipt
	return clip.Edition == spooled.Clip.Edition || now.End() == stored.End() && alike(now.Backfilled(), stored.Backfilled()) && alike(now.Stored, stored.Stored)
}

// alike ignores that a receipt is written with microseconds.
func alike(a, b time.Duration) bool { return (a - b).Abs() < time.Millisecond }

// leave takes a stored clip out of the spool, unless another piece of the
// page's copy has come: then it becomes the next edition.
func (a *Archive) leave(ctx context.Context, j *job, clip recordings.Clip) (left bool, err error) {
	for edition := range clip.Edition {
		if err := a.eraseEdition(ctx, clip.ID, edition); err != nil {
			return false, &storeFailure{err}
		}
	}
	err = a.inTurn(ctx, clip.ID, func(context.Context) error {
		pieces, err := a.spool.Pieces(clip.ID)
		if err != nil {
			return err
		}
		if len(pieces) > 0 {
			clip.Edition++
			return a.spool.WriteClip(clip.ID, clip)
		}
		left = true
		a.endJob(j)
		if err := a.spool.Remove(clip.ID); err != nil {
			// The next start finds it and removes it.
			a.log.WarnContext(ctx, "stored clip stays in the spool", "clip", clip.ID, "err", err)
			return nil
		}
		if err := a.noteNode(ctx, clip.ID, ""); err != nil {
			a.log.WarnContext(ctx, "stored clip is taken for one on this disk", "clip", clip.ID, "err", err)
		}
		return nil
	})
	return left, err
}

// endJob makes room for another job of the clip: what comes from now on is not
// this one's.
func (a *Archive) endJob(j *job) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if o := a.owners[j.id]; o.job == j {
		o.job = nil
	}
}
