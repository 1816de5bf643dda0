package recordings

import (
	"context"
	"fmt"
	"io"
	"time"
)

const (
	// answerWait is how long a store may take to answer without sending sound:
	// more than one that asks twice over a bad line needs.
	answerWait = 2 * time.Minute
	// slowestRate is the slowest that an object may move to or from the store, in
	// bytes a second: an uplink of half a megabit. What is slower would not keep up
	// with who records.
	slowestRate = 64 << 10
)

// transferWait is how long an object may be on its way.
func transferWait(size int64) time.Duration {
	return answerWait + time.Duration(size)*time.Second/slowestRate
}

// TimelyBlobs gives every call of a store an end, by how much it moves. Reading an
// object ends too.
func TimelyBlobs(blobs Blobs) Blobs { return &timelyBlobs{blobs} }

type timelyBlobs struct{ blobs Blobs }

var _ Blobs = (*timelyBlobs)(nil)

func (t *timelyBlobs) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	ctx, cancel := context.WithTimeout(ctx, transferWait(size))
	defer cancel()
	return t.blobs.Put(ctx, key, r, size, contentType)
}

// Open bounds the wait for the object, and after that the time that it may be
// read. Closing it ends both.
func (t *timelyBlobs) Open(ctx context.Context, key string) (Blob, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	late := fmt.Errorf("%s did not answer within %v: %w", t.blobs, answerWait, context.DeadlineExceeded)
	timer := time.AfterFunc(answerWait, func() { cancel(late) })
	blob, err := t.blobs.Open(ctx, key)
	if err != nil {
		timer.Stop()
		if context.Cause(ctx) == late { //nolint:errorlint // it is this very value or none
			err = late
		}
		cancel(nil)
		return nil, err
	}
	timer.Reset(transferWait(blob.Size()))
	return &timelyBlob{blob, func() {
		timer.Stop()
		cancel(nil)
	}}, nil
}

func (t *timelyBlobs) Delete(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	return t.blobs.Delete(ctx, key)
}

func (t *timelyBlobs) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	return t.blobs.Check(ctx)
}

func (t *timelyBlobs) String() string { return t.blobs.String() }

// timelyBlob is an open object whose time is limited.
type timelyBlob struct {
	Blob
	end func()
}

func (b *timelyBlob) Close() error {
	defer b.end()
	return b.Blob.Close()
}
