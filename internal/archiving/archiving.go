// Package archiving is an archive with everything around it, for tests.
package archiving

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"practice/internal/versity"
	"practice/recordings"
	"practice/recordings/archive"
	"practice/recordings/folder"
	"practice/recordings/memory"
	"practice/recordings/s3"
	"practice/recordings/spool"
)

// Bench is an archive with everything around it.
type Bench struct {
	T       *testing.T
	Spool   *spool.Spool
	Store   *memory.Store
	Blobs   recordings.Blobs
	Metrics *prometheus.Registry
	Archive *archive.Archive
	// Dir is where the spool of New lies.
	Dir string
	// Node is the identity of the server whose archive it is.
	Node string
	// DiskFloor is what the archive leaves free of the spool's disk.
	DiskFloor int64
}

// New makes a bench over an empty spool and a store for blobs; both end with the
// test.
func New(t *testing.T, blobs recordings.Blobs) *Bench {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "spool")
	opened, err := spool.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Errorf("close the spool: %v", err)
		}
	})
	b := Over(t, opened, blobs)
	b.Dir = dir
	return b
}

// Over makes a bench over a spool as it is.
func Over(t *testing.T, s *spool.Spool, blobs recordings.Blobs) *Bench {
	t.Helper()
	b := &Bench{T: t, Spool: s, Store: &memory.Store{}, Blobs: blobs}
	b.Start()
	return b
}

// Start begins a new archive over what is there, as a restarted server does.
func (b *Bench) Start() {
	b.T.Helper()
	b.Metrics = prometheus.NewRegistry()
	started, err := archive.New(archive.Config{
		Spool: b.Spool, Store: b.Store, Blobs: b.Blobs, WAVs: b.Store, Node: b.Node, DiskFloor: b.DiskFloor, Clock: time.Now, Registerer: b.Metrics,
		Log: b.Log(),
	})
	if err != nil {
		b.T.Fatalf("NewArchive: %v", err)
	}
	if err := started.Recover(b.T.Context()); err != nil {
		b.T.Fatalf("Recover: %v", err)
	}
	b.Archive = started
	b.T.Cleanup(func() { b.Stop(started) })
}

// Log writes to the test.
func (b *Bench) Log() *slog.Logger {
	return slog.New(slog.NewTextHandler(b.T.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Stop closes an archive without grace.
func (b *Bench) Stop(running *archive.Archive) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := running.Close(ended); err != nil {
		b.T.Errorf("Close: %v", err)
	}
}

// Record leaves a finished recording in the spool and its row in the store.
func (b *Bench) Record(id string, audio []byte, length time.Duration, gaps ...recordings.Gap) {
	b.T.Helper()
	clip := recordings.Clip{ID: id, OwnerID: "ada", Title: "TCP", Origin: recordings.Imported, Original: recordings.AudioOgg, State: recordings.Recording, CreatedAt: time.Now()}
	if err := Record(b.Spool, clip, audio, length, gaps...); err != nil {
		b.T.Fatalf("spool %s: %v", id, err)
	}
	clip.State = recordings.Storing
	if err := b.Store.CreateClip(b.T.Context(), clip); err != nil {
		b.T.Fatalf("create %s: %v", id, err)
	}
}

// Clip reads the clip's row.
func (b *Bench) Clip(id string) recordings.Clip {
	b.T.Helper()
	clip, err := b.Store.Clip(b.T.Context(), id)
	if err != nil {
		b.T.Fatalf("clip %s: %v", id, err)
	}
	return clip
}

// Await waits until the clip is as wanted.
func (b *Bench) Await(id, what string, wanted func(recordings.Clip) bool) recordings.Clip {
	b.T.Helper()
	var clip recordings.Clip
	AwaitThat(b.T, "clip "+id+" to be "+what, func() bool { clip = b.Clip(id); return wanted(clip) })
	return clip
}

// AwaitReady waits until the clip is ready and gone from the spool.
func (b *Bench) AwaitReady(id string) recordings.Clip {
	b.T.Helper()
	clip := b.Await(id, "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	AwaitThat(b.T, "clip "+id+" to leave the spool", func() bool { return len(b.Spooled()) == 0 })
	return clip
}

// Spooled are the clips in the spool.
func (b *Bench) Spooled() []string {
	b.T.Helper()
	ids, err := b.Spool.IDs()
	if err != nil {
		b.T.Fatal(err)
	}
	return ids
}

// Read returns an object as the archive gives it.
func (b *Bench) Read(clip recordings.Clip, object string) ([]byte, error) {
	blob, err := b.Archive.Open(b.T.Context(), clip, object)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(blob)
	return data, errors.Join(err, blob.Close())
}

// AwaitThat waits for a condition.
func AwaitThat(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Folder is a store in a new folder, and that folder.
func Folder(t testing.TB) (*folder.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	store, err := folder.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the folder: %v", err)
		}
	})
	return store, dir
}

// S3 is a store in a new bucket of a server.
func S3(t *testing.T, server *versity.Server) *s3.Store {
	t.Helper()
	store, err := s3.New(s3.Config{
		Endpoint: server.Endpoint, Region: versity.Region, Bucket: server.Bucket(t, "clips"),
		AccessKey: versity.AccessKey, SecretKey: versity.SecretKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store
}
