package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"practice/recordings"
	"practice/recordings/sound"
)

const (
	// scansAtOnce is how many recordings are looked through at once for where
	// their sound lies, before a WAV of them is made; it is mostly reading.
	scansAtOnce = 8
	// indexes is how many are remembered, of at most 40 KiB each.
	indexes = 256
)

// soundFile is audio.wav made of a recording that lies open.
type soundFile struct {
	*sound.WAV
	recording io.Closer
}

// Close lets go of the recording.
func (f *soundFile) Close() error { return errors.Join(f.WAV.Close(), f.recording.Close()) }

// openWAV returns audio.wav of a clip that is kept as Ogg Opus: it is not kept,
// but made as it is read (docs/decisions/0015-the-wav-is-not-kept.md).
func (a *Archive) openWAV(ctx context.Context, clip recordings.Clip) (recordings.Blob, error) {
	if clip.State == recordings.Storing {
		file, err := a.spool.Open(clip.ID, recordings.AudioOgg)
		if err == nil {
			return a.wavInSpool(ctx, clip, file)
		}
		if !errors.Is(err, recordings.ErrNotFound) {
			return nil, err
		}
		// It may have become ready since it was read, and left the spool.
	}
	key := recordings.Key(clip.ID, clip.Edition, recordings.AudioOgg)
	blob, err := a.blobs.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	x, err := a.index(ctx, clip.OwnerID, key, blob)
	written := blob.ModTime()
	if err = errors.Join(err, blob.Close()); errors.Is(err, sound.ErrUndecodable) {
		// An older program may have kept one; see DropWAVs.
		if kept, missing := a.blobs.Open(ctx, recordings.Key(clip.ID, clip.Edition, recordings.AudioWAV)); missing == nil {
			return kept, nil
		}
	}
	if err != nil {
		return nil, err
	}
	// An object never changes: it is fetched in parts as they are needed, so that a
	// slow listener holds up no connection to the store.
	source := func(ctx context.Context) (io.ReadSeekCloser, error) { return a.blobs.Open(ctx, key) }
	return sound.NewWAV(ctx, x, source, a.turnOf(clip.OwnerID), written)
}

// wavInSpool makes it of a file that may be replaced while it is read: it stays
// open.
func (a *Archive) wavInSpool(ctx context.Context, clip recordings.Clip, file recordings.Blob) (_ recordings.Blob, err error) {
	x, err := a.index(ctx, clip.OwnerID, "spool "+clip.ID, file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	source := func(context.Context) (io.ReadSeekCloser, error) { return &lent{file}, nil }
	w, err := sound.NewWAV(ctx, x, source, a.turnOf(clip.OwnerID), file.ModTime())
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &soundFile{w, file}, nil
}

// lent is a file that somebody else closes.
type lent struct{ io.ReadSeeker }

// Close does nothing.
func (*lent) Close() error { return nil }

// index looks through a recording, unless that was done a while ago. name is the
// file's; its size and time tell its states apart. It fails with
// [recordings.ErrNotFound] when there is no sound to be found.
func (a *Archive) index(ctx context.Context, owner, name string, file recordings.Blob) (*sound.Index, error) {
	key := fmt.Sprintf("%s %d %d", name, file.Size(), file.ModTime().UnixNano())
	if x, ok := a.indexes.Get(key); ok {
		return x, nil
	}
	done, err := a.scans.Enter(ctx, owner)
	if err != nil {
		return nil, err
	}
	defer done()
	if x, ok := a.indexes.Get(key); ok { // made while this one waited
		return x, nil
	}
	x, err := sound.NewIndex(recordings.UntilDone(ctx, file))
	if errors.Is(err, sound.ErrUndecodable) {
		return nil, fmt.Errorf("%s: %w: %w", name, recordings.ErrNotFound, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	a.indexes.Add(key, x)
	return x, nil
}

// turnOf lets somebody decode when it is their turn.
func (a *Archive) turnOf(owner string) sound.Turn {
	return func(ctx context.Context) (func(), error) { return a.decoding.Enter(ctx, owner) }
}

const (
	// wavWait is how long after a look for WAVs that are not to be kept what could
	// not be looked at is looked at again.
	wavWait = time.Minute
	// wavPause is left between two clips for what is more urgent.
	wavPause = 100 * time.Millisecond
)

// errLater: a clip's WAV can't be removed yet.
var errLater = errors.New("the clip is not stored yet")

// DropWAVs removes the WAVs that older programs kept, one after the other, until
// none is left, ctx ends or the archive is closed. Meanwhile nobody misses them.
// One stays whose recording can't be read back as it was stored: it may be the
// better copy.
func (a *Archive) DropWAVs(ctx context.Context) {
	damaged := make(map[string]bool)
	for {
		left, err := a.dropWAVs(ctx, damaged)
		if err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "WAV files that are kept no more can't be removed yet", "err", err, "again_in", wavWait)
		}
		if err == nil && left == 0 || !a.pause(ctx, wavWait) {
			return
		}
	}
}

// dropWAVs goes once through the list. It returns how many are left that may be
// removed later.
func (a *Archive) dropWAVs(ctx context.Context, damaged map[string]bool) (left int, err error) {
	for after := ""; ; {
		ids, err := a.wavs.ClipsWithWAV(ctx, after)
		if err != nil || len(ids) == 0 {
			return left, err
		}
		for _, id := range ids {
			after = id
			if damaged[id] {
				continue
			}
			err := a.inTurn(ctx, id, func(ctx context.Context) error { return a.dropWAV(ctx, id) })
			switch {
			case errors.Is(err, errMismatch), errors.Is(err, sound.ErrUndecodable):
				damaged[id] = true
				a.log.ErrorContext(ctx, "a recording can't be read back as it was stored; its WAV is kept", "clip", id, "err", err)
			case errors.Is(err, errLater):
				left++
			case err != nil:
				return left, fmt.Errorf("remove the WAV of clip %s: %w", id, err)
			}
			if !a.pause(ctx, wavPause) {
				return left, nil
			}
		}
	}
}

// dropWAV removes the WAV of a clip, if the recording can be read and is the one
// that the receipt is of. It is the clip's turn.
func (a *Archive) dropWAV(ctx context.Context, id string) error {
	clip, err := a.store.Clip(ctx, id)
	switch {
	case errors.Is(err, recordings.ErrNotFound): // deleted, and everything with it
		return nil
	case err != nil:
		return err
	case clip.State == recordings.Failed:
		return a.wavs.NoteWAVGone(ctx, id)
	case clip.State != recordings.Ready || clip.Receipt == nil || a.job(id) != nil || a.elsewhere(clip):
		return errLater
	}
	blob, err := a.blobs.Open(ctx, recordings.Key(id, clip.Edition, recordings.AudioOgg))
	if err != nil {
		return notMissing(id, err)
	}
	err = a.proveDecodable(ctx, clip, blob)
	if err = errors.Join(err, blob.Close()); err != nil {
		return err
	}
	for edition := range clip.Edition + 1 {
		if err := a.erase(ctx, recordings.Key(id, edition, recordings.AudioWAV)); err != nil {
			return err
		}
	}
	return a.wavs.NoteWAVGone(ctx, id)
}

// proveDecodable reads a stored recording through twice: that it is what was
// stored, and that its sound is found.
func (a *Archive) proveDecodable(ctx context.Context, clip recordings.Clip, blob recordings.Blob) error {
	got, err := wholeProof(ctx, blob)
	if err != nil {
		return err
	}
	if got.size != clip.Receipt.Size || got.checksum != clip.Receipt.Checksum {
		return fmt.Errorf("clip %s: %w: %d bytes %s, stored %d bytes %s", clip.ID, errMismatch, got.size, got.checksum, clip.Receipt.Size, clip.Receipt.Checksum)
	}
	if _, err := blob.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read clip %s again: %w", clip.ID, err)
	}
	_, err = sound.NewIndex(recordings.UntilDone(ctx, blob))
	return err
}
