package recordings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"practice/problem"
)

// completion is how long a recording with gaps waits for the next piece of its
// page's copy before it is stored without. What comes later makes an edition.
const completion = 15 * time.Second

// nearby is how far two gaps may lie apart to be asked for as one stretch.
const nearby = 2 * time.Second

// ErrNotWanted: nothing can be added to the clip.
var ErrNotWanted = problem.NotWanted.Say("nothing can be added to this clip")

// Stretch is a part of a clip's time line.
type Stretch struct {
	At       time.Duration
	Duration time.Duration
}

// Wanted returns the stretches that the recording lacks and whose sound would
// be taken, in order. It may be asked while the recording runs.
func (a *Archive) Wanted(clip Clip) ([]Stretch, error) {
	if clip.Original != AudioOgg || clip.State == Failed {
		return nil, nil
	}
	if clip.State == Ready && a.job(clip.ID) == nil {
		return wantedBy(clip.Receipt), nil
	}
	spooled, err := a.spool.Facts(clip.ID)
	switch {
	case errors.Is(err, ErrNotFound) && clip.State == Ready:
		return wantedBy(clip.Receipt), nil
	case errors.Is(err, ErrNotFound): // it has just been stored
		return nil, nil
	case err != nil:
		return nil, err
	}
	pieces, err := a.spool.pieces(clip.ID)
	if err != nil {
		return nil, err
	}
	return wanted(spooled.Gaps, spooled.Stored, spooled.Limit, pieces), nil
}

func wantedBy(r *Receipt) []Stretch { return wanted(r.Gaps, r.Stored, r.Limit, nil) }

// edge is how little may be missing at the beginning or the end of a recording
// without anybody asking for it: the first packet's way, and the last one's.
const edge = 60 * time.Millisecond

// wanted merges what is missing into stretches, without those that pieces are
// there for.
func wanted(gaps []Gap, stored, limit time.Duration, pieces []*piece) []Stretch {
	var lacking []span
	add := func(s span) {
		if n := len(lacking); n > 0 && s.begin <= lacking[n-1].end+samplesOf(nearby) {
			lacking[n-1].end = max(lacking[n-1].end, s.end)
			return
		}
		lacking = append(lacking, s)
	}
	for _, g := range gaps {
		atEdge := (g.Cause == NotYetArrived || g.Cause == Stopped) && g.Duration < edge
		if !g.Backfilled && !atEdge {
			add(span{samplesOf(g.At), samplesOf(g.At + g.Duration)})
		}
	}
	if limit > stored {
		add(span{samplesOf(stored), samplesOf(limit)})
	}
	for _, p := range pieces {
		lacking = without(lacking, span{p.at, p.at + p.length})
	}
	var out []Stretch
	for _, s := range lacking {
		if s.length() >= leastGap {
			out = append(out, Stretch{At: durationOf(s.begin), Duration: durationOf(s.length())})
		}
	}
	return out
}

// Completing reports whether pieces of the page's copy are expected or being
// fitted in.
func (a *Archive) Completing(clipID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	return j != nil && j.completing
}

// Backfill takes a piece of the page's own copy of the clip, a mono Ogg Opus
// file of at most [MaxPieceSize], that begins at a position of the clip by the
// page's clock. It is fitted in when the recording is over. It fails with
// [ErrPiece] for what is none, with [ErrNotWanted] when the clip can't take it,
// and with [ErrTooMuch].
func (a *Archive) Backfill(ctx context.Context, clipID string, at time.Duration, content []byte) error {
	copied, err := readPiece(bytes.NewReader(content), samplesOf(at), false)
	if err != nil {
		return err
	}
	return a.inTurn(ctx, clipID, func(ctx context.Context) error {
		return a.receivePiece(ctx, clipID, samplesOf(at), copied.length, content)
	})
}

// receivePiece puts a piece into the spool, and the clip before it if it is stored.
// It is the clip's turn.
func (a *Archive) receivePiece(ctx context.Context, clipID string, at, length int64, content []byte) error {
	clip, err := a.store.Clip(ctx, clipID)
	if err != nil {
		return err
	}
	if clip.State == Failed || clip.Original != AudioOgg || clip.Origin == Imported {
		return fmt.Errorf("clip %s is %s: %w", clipID, clip.State, ErrNotWanted)
	}
	if a.elsewhere(clip) {
		return fmt.Errorf("the recording of clip %s lies at node %s: %w", clipID, clip.Node, ErrNotReady)
	}
	if wanted, err := a.Wanted(clip); err != nil || len(wanted) == 0 && clip.State == Ready {
		return err // it has come already
	}
	p := piece{at: at, length: length}
	err = a.spool.addPiece(clipID, p, content)
	if errors.Is(err, ErrNotFound) && clip.State == Ready {
		if err = a.reopen(ctx, clip); err == nil {
			err = a.spool.addPiece(clipID, p, content)
		}
	}
	if err != nil {
		return err
	}
	if clip.State != Recording {
		a.Keep(ctx, clipID)
		a.poke(clipID, false)
	}
	return nil
}

// EndBackfill notes that the page has sent what it has.
func (a *Archive) EndBackfill(clipID string) { a.poke(clipID, true) }

// reopen takes a stored clip back into the spool.
func (a *Archive) reopen(ctx context.Context, clip Clip) (err error) {
	audio, err := a.blobs.Open(ctx, Key(clip.ID, clip.Edition, AudioOgg))
	if err != nil {
		return fmt.Errorf("fetch clip %s back: %w", clip.ID, err)
	}
	defer func() { err = errors.Join(err, audio.Close()) }()
	if err := a.noteNode(ctx, clip.ID, a.node); err != nil {
		return err
	}
	r := clip.Receipt
	clip.Edition++
	return a.spool.reopen(clip, r.Gaps, end{Expected: r.Expected, Stored: r.Stored, Limit: r.Limit}, &untilDone{ctx, audio})
}

func (a *Archive) job(clipID string) *job {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.jobOf(clipID)
}

// jobOf is job with the lock held.
func (a *Archive) jobOf(clipID string) *job {
	if o := a.owners[clipID]; o != nil {
		return o.job
	}
	return nil
}

// poke tells the clip's job that a piece came, or that none will.
func (a *Archive) poke(clipID string, last bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j := a.jobOf(clipID)
	if j == nil {
		return
	}
	j.backfillEnded = j.backfillEnded || last
	select {
	case j.poked <- struct{}{}:
	default:
	}
}

// awaitBackfill waits for the page that keeps a copy, as long as something is
// wanted and it goes on sending.
func (a *Archive) awaitBackfill(ctx context.Context, j *job) error {
	spooled, err := a.spool.Finish(j.id, a.clock())
	if err != nil {
		return fmt.Errorf("finish the recording: %w", err)
	}
	timer := time.NewTimer(completion)
	defer timer.Stop()
	defer a.setCompleting(j, false)
	for {
		pieces, err := a.spool.pieces(j.id)
		if err != nil {
			return err
		}
		a.mu.Lock()
		ended := j.backfillEnded
		a.mu.Unlock()
		expected := spooled.Copied || len(pieces) > 0
		if !expected || ended || len(wanted(spooled.Gaps, spooled.Stored, spooled.Limit, pieces)) == 0 {
			return nil
		}
		a.setCompleting(j, true)
		select {
		case <-j.poked:
			timer.Reset(completion)
		case <-timer.C:
			return nil
		case <-a.closing:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *Archive) setCompleting(j *job, completing bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j.completing = completing
}

// mend closes what can be closed of the recording in the spool: gaps from the
// page's copy, damaged stretches with silence.
func (a *Archive) mend(ctx context.Context, j *job, spooled Spooled) (Spooled, error) {
	id := spooled.Clip.ID
	if spooled.Clip.Origin == Imported {
		return spooled, nil
	}
	pieces, err := a.spool.pieces(id)
	if err != nil {
		return Spooled{}, err
	}
	source := func() (io.ReadCloser, error) { return a.spool.Open(id, AudioOgg) }
	look := func() (*mender, error) {
		return newMender(ctx, source, spooled.Gaps, samplesOf(spooled.Stored), samplesOf(spooled.Limit))
	}
	m, err := look()
	if err != nil && a.spool.restoreHead(spooled.Clip) == nil {
		m, err = look()
	}
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "recording can't be read through; it is stored as it is", "clip", id, "err", err)
		return spooled, nil
	}
	if err != nil {
		return Spooled{}, err
	}
	var used []string
	for _, p := range pieces {
		used = append(used, p.name)
		if err := m.use(p); err != nil {
			a.log.WarnContext(ctx, "a piece of the page's copy can't be used", "clip", id, "piece", p.name, "err", err)
		}
	}
	e := end{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Copied: spooled.Copied}
	gaps := spooled.Gaps
	switch {
	case m.changed():
		a.setCompleting(j, len(pieces) > 0)
		defer a.setCompleting(j, false)
		if gaps, e, err = a.writeMended(m, spooled, e); err != nil {
			return Spooled{}, err
		}
	case len(pieces) == 0:
		return spooled, nil
	}
	if err := a.spool.commitMend(id, mend{Gaps: gaps, End: e, Pieces: used}); err != nil {
		return Spooled{}, err
	}
	a.mu.Lock()
	j.derived = j.derived && !m.changed()
	a.mu.Unlock()
	a.log.InfoContext(ctx, "recording mended", "clip", id, "pieces", len(pieces), "damaged", m.damaged)
	return a.spool.Facts(id)
}

func (a *Archive) writeMended(m *mender, spooled Spooled, e end) ([]Gap, end, error) {
	file, err := a.spool.Create(spooled.Clip.ID, newFile)
	if err != nil {
		return nil, e, err
	}
	gaps, length, err := m.write(file, serialOf(spooled.Clip.ID), spooled.Gaps)
	if err = errors.Join(err, a.spool.sync(file), file.Close()); err != nil {
		return nil, e, err
	}
	if stored := durationOf(length); stored > e.Stored {
		e.Expected, e.Stored, e.Limit = stored, stored, 0
	}
	return gaps, e, nil
}

// receiptOf is the receipt that the recording would get, but for what is known
// only of a stored one.
func receiptOf(spooled Spooled) Receipt {
	return Receipt{Expected: spooled.Expected, Stored: spooled.Stored, Limit: spooled.Limit, Gaps: spooled.Gaps}
}

// isStored reports whether the store has what the spool has.
func isStored(clip Clip, spooled Spooled) bool {
	if clip.State != Ready || clip.Receipt == nil {
		return false
	}
	now, stored := receiptOf(spooled), clip.Receipt
	return clip.Edition == spooled.Clip.Edition || alike(now.Backfilled(), stored.Backfilled()) && alike(now.Stored, stored.Stored)
}

// alike ignores that a receipt is written with microseconds.
func alike(a, b time.Duration) bool { return (a - b).Abs() < time.Millisecond }

// leave takes a stored clip out of the spool, unless another piece of the
// page's copy has come: then it becomes the next edition.
func (a *Archive) leave(ctx context.Context, j *job, clip Clip) (left bool, err error) {
	for edition := range clip.Edition {
		if err := a.eraseEdition(ctx, clip.ID, edition); err != nil {
			return false, &storeFailure{err}
		}
	}
	err = a.inTurn(ctx, clip.ID, func(context.Context) error {
		pieces, err := a.spool.pieces(clip.ID)
		if err != nil {
			return err
		}
		if len(pieces) > 0 {
			clip.Edition++
			return a.spool.writeClip(clip.ID, clip)
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
