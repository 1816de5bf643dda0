package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"practice/recordings"
	"practice/recordings/spool"
)

// errMismatch: the store gave back something else than it was given.
var errMismatch = errors.New("what was read back differs from what was stored")

// storeFailure is an error of the store, not of this server.
type storeFailure struct{ cause error }

func (f *storeFailure) Error() string { return f.cause.Error() }
func (f *storeFailure) Unwrap() error { return f.cause }

// objects are what the store may have of a clip, and their media types. There is
// an audio.wav only of one that was brought so, and of those that programs stored
// which kept it beside the Ogg.
func objects() map[string]string {
	return map[string]string{
		recordings.AudioOgg: "audio/ogg", recordings.AudioWAV: "audio/wav", recordings.WaveformDat: "application/octet-stream", recordings.ReceiptJSON: "application/json",
	}
}

// proof is what two copies of an object must have in common.
type proof struct {
	size     int64
	checksum string
}

// storeClip puts the clip's objects into the store, the recording first, and
// makes the clip ready.
func (a *Archive) storeClip(ctx context.Context, j *job, spooled spool.Entry) (recordings.Clip, error) {
	clip := spooled.Clip
	recording, err := a.storeObject(ctx, clip, clip.Original, wholeProof)
	if err != nil {
		return recordings.Clip{}, err
	}
	receipt := receiptOf(spooled)
	receipt.CopyUntil = a.copyUntil(spooled)
	receipt.Checksum, receipt.Size = recording.checksum, recording.size
	a.mu.Lock()
	receipt.Unread = j.unread
	a.mu.Unlock()
	receipt.Store, receipt.VerifiedAt = a.blobs.String(), a.clock()
	lacks := recordings.DerivedMissing
	if a.isDerived(j.id) {
		lacks = ""
		if _, err := a.storeObject(ctx, clip, recordings.WaveformDat, sizeProof); err != nil {
			return recordings.Clip{}, err
		}
	}
	if err := a.spoolReceipt(j.id, receipt); err != nil {
		return recordings.Clip{}, err
	}
	if _, err := a.storeObject(ctx, clip, recordings.ReceiptJSON, wholeProof); err != nil {
		return recordings.Clip{}, err
	}
	clip, err = a.store.UpdateClip(ctx, j.id, func(c *recordings.Clip) error {
		if a.copyEnded(j) { // since
			receipt.CopyUntil = time.Time{}
		}
		c.State, c.Reason, c.RetryAt, c.Receipt = recordings.Ready, lacks, time.Time{}, &receipt
		c.Edition, c.Duration, c.Size = spooled.Clip.Edition, spooled.Stored, receipt.Size
		return nil
	})
	if err != nil {
		return recordings.Clip{}, fmt.Errorf("note that the clip is stored: %w", err)
	}
	return clip, nil
}

func (a *Archive) spoolReceipt(clipID string, receipt recordings.Receipt) error {
	data, err := json.Marshal(receipt)
	if err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	file, err := a.spool.Create(clipID, recordings.ReceiptJSON)
	if err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	return nil
}

// storeObject brings one object from the spool to the store, reads it back and
// compares. What an interrupted run left under the key is kept if it is the
// same, and replaced if not.
func (a *Archive) storeObject(ctx context.Context, clip recordings.Clip, object string, prove func(context.Context, recordings.Blob) (proof, error)) (proof, error) {
	source, err := a.spool.Open(clip.ID, object)
	if err != nil {
		return proof{}, fmt.Errorf("open %s in the spool: %w", object, err)
	}
	defer source.Close()
	want, err := prove(ctx, source)
	if err != nil {
		return proof{}, fmt.Errorf("read %s in the spool: %w", object, err)
	}
	key := recordings.Key(clip.ID, clip.Edition, object)
	got, err := a.stored(ctx, key, prove)
	switch {
	case err == nil && got == want:
		return want, nil
	case err == nil:
		err = a.blobs.Delete(ctx, key)
	case errors.Is(err, recordings.ErrNotFound):
		err = nil
	}
	if err != nil {
		return proof{}, &storeFailure{err}
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return proof{}, fmt.Errorf("read %s in the spool: %w", object, err)
	}
	if err := a.blobs.Put(ctx, key, source, source.Size(), objects()[object]); err != nil {
		return proof{}, &storeFailure{err}
	}
	if got, err = a.stored(ctx, key, prove); err == nil && got != want {
		err = fmt.Errorf("%s: %w: %d bytes %s, stored %d bytes %s", key, errMismatch, got.size, got.checksum, want.size, want.checksum)
	}
	if err != nil {
		return proof{}, &storeFailure{notMissing(key, err)}
	}
	return want, nil
}

// stored reads back what the store has under the key.
func (a *Archive) stored(ctx context.Context, key string, prove func(context.Context, recordings.Blob) (proof, error)) (proof, error) {
	blob, err := a.blobs.Open(ctx, key)
	if err != nil {
		return proof{}, err
	}
	got, err := prove(ctx, blob)
	return got, errors.Join(err, blob.Close())
}

// notMissing turns the absence of an object just stored into a mismatch: it
// must not pass for a clip that does not exist.
func notMissing(key string, err error) error {
	if errors.Is(err, recordings.ErrNotFound) {
		return fmt.Errorf("%s: %w: nothing is there", key, errMismatch)
	}
	return err
}

// wholeProof reads all of the object.
func wholeProof(ctx context.Context, blob recordings.Blob) (proof, error) {
	hash := sha256.New()
	n, err := io.Copy(hash, recordings.UntilDone(ctx, blob))
	if err != nil {
		return proof{}, err
	}
	return proof{n, "sha256:" + hex.EncodeToString(hash.Sum(nil))}, nil
}

// sizeProof is enough for what can be made again.
func sizeProof(_ context.Context, blob recordings.Blob) (proof, error) {
	return proof{size: blob.Size()}, nil
}
