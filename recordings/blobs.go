package recordings

import (
	"context"
	"io"
	"time"
)

// Blobs is the port to the store that keeps clips: objects by key, written
// once, read often. Every implementation passes the suite in
// recordings/blobstest.
type Blobs interface {
	// Put stores size bytes of r under key, whole or not at all. A key that
	// exists already is an error.
	Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error
	// Open returns the object for reading, or [ErrNotFound].
	Open(ctx context.Context, key string) (Blob, error)
	// Delete removes the object. One that does not exist is no error.
	Delete(ctx context.Context, key string) error
	// Check writes and deletes a tiny object, and says in one line what is
	// wrong with the store if it can't.
	Check(ctx context.Context) error
	// String names the store for people, without secrets: "folder clips" or
	// "s3 bucket practice at http://127.0.0.1:7070".
	String() string
}

// Blob is an open object. Reads at any offset are cheap: http.ServeContent
// seeks in it.
type Blob interface {
	io.ReadSeekCloser
	// Size is the object's length in bytes.
	Size() int64
	// ModTime is when the object was stored.
	ModTime() time.Time
}
