package archive_test

import (
	"context"
	"io"
	"sync/atomic"

	"practice/recordings"
)

// interfering is a real store whose puts can be disturbed.
type interfering struct {
	recordings.Blobs
	before func(ctx context.Context, key string, r io.Reader) (io.Reader, error)
	after  func(key string)
	// opening and deleting are asked before the store is.
	opening, deleting func(ctx context.Context, key string) error
	// opened is called when an object was found.
	opened func(key string)

	puts   atomic.Int32
	checks atomic.Int32
}

func (i *interfering) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) (err error) {
	i.puts.Add(1)
	if i.before != nil {
		if r, err = i.before(ctx, key, r); err != nil {
			return err
		}
	}
	err = i.Blobs.Put(ctx, key, r, size, contentType)
	if err == nil && i.after != nil {
		i.after(key)
	}
	return err
}

func (i *interfering) Open(ctx context.Context, key string) (recordings.Blob, error) {
	if i.opening != nil {
		if err := i.opening(ctx, key); err != nil {
			return nil, err
		}
	}
	blob, err := i.Blobs.Open(ctx, key)
	if err == nil && i.opened != nil {
		i.opened(key)
	}
	return blob, err
}

func (i *interfering) Delete(ctx context.Context, key string) error {
	if i.deleting != nil {
		if err := i.deleting(ctx, key); err != nil {
			return err
		}
	}
	return i.Blobs.Delete(ctx, key)
}

func (i *interfering) Check(ctx context.Context) error {
	i.checks.Add(1)
	return i.Blobs.Check(ctx)
}

// halfway calls back once, after so many bytes were read.
type halfway struct {
	io.Reader
	left int
	then func()
}

func (h *halfway) Read(p []byte) (int, error) {
	if h.left <= 0 && h.then != nil {
		h.then()
		h.then = nil
	}
	n, err := h.Reader.Read(p[:min(len(p), 8192)])
	h.left -= n
	return n, err
}
