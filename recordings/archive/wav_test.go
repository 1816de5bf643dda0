package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/internal/versity"
	"practice/recordings"
)

// An older program kept the WAV of every clip. They go away, and what is heard is
// the same before, meanwhile and afterwards.
func TestTheWAVsThatOlderProgramsKeptGoAway(t *testing.T) {
	audio, length := spoken.Clip(t, 3*time.Second)
	for name, blobs := range map[string]func(t *testing.T) recordings.Blobs{
		"folder": func(t *testing.T) recordings.Blobs { store, _ := archiving.Folder(t); return store },
		"S3":     func(t *testing.T) recordings.Blobs { return archiving.S3(t, versity.Start(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, blobs(t))
			for _, id := range []string{"a", "b"} {
				b.Record(id, audio, length)
				b.Archive.Keep(t.Context(), id)
				b.keepWAV(b.AwaitReady(id))
			}
			want := b.wav("a")
			b.Archive.DropWAVs(t.Context())
			for _, id := range []string{"a", "b"} {
				b.wantNoWAV(id)
				b.wantStored(b.Clip(id), audio, length)
				if got := b.wav(id); !bytes.Equal(got, want) {
					t.Errorf("%s: the WAV is another than before", id)
				}
			}
			if len(b.Store.WithWAV) != 0 {
				t.Errorf("left on the list: %v", b.Store.WithWAV)
			}
		})
	}
}

// keepWAV stores the clip's WAV as older programs did.
func (b *archiveBench) keepWAV(clip recordings.Clip) {
	b.T.Helper()
	content := b.wav(clip.ID)
	key := recordings.Key(clip.ID, clip.Edition, recordings.AudioWAV)
	if err := b.Blobs.Put(b.T.Context(), key, bytes.NewReader(content), int64(len(content)), "audio/wav"); err != nil {
		b.T.Fatal(err)
	}
	b.Store.WithWAV = append(b.Store.WithWAV, clip.ID)
}

func (b *archiveBench) wav(id string) []byte {
	b.T.Helper()
	content, err := b.Read(b.Clip(id), recordings.AudioWAV)
	if err != nil {
		b.T.Fatal(err)
	}
	return content
}

func (b *archiveBench) wantNoWAV(id string) {
	b.T.Helper()
	for edition := range 3 {
		key := recordings.Key(id, edition, recordings.AudioWAV)
		if blob, err := b.Blobs.Open(b.T.Context(), key); !errors.Is(err, recordings.ErrNotFound) {
			b.T.Errorf("%s: got %v, want it gone", key, err)
			if err == nil {
				_ = blob.Close()
			}
		}
	}
}

// What is left of a recording that the store damaged is not thrown away.
func TestTheWAVOfADamagedRecordingStays(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, dir := archiving.Folder(t)
	b := newBench(t, store)
	for _, id := range []string{"a", "b"} {
		b.Record(id, audio, length)
		b.Archive.Keep(t.Context(), id)
		b.keepWAV(b.AwaitReady(id))
	}
	path := filepath.Join(dir, recordings.Key("a", 0, recordings.AudioOgg))
	if err := os.WriteFile(path, bytes.Repeat([]byte{'?'}, len(audio)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan struct{})
	go func() { defer close(ended); b.Archive.DropWAVs(ctx) }()
	<-ended
	b.wantNoWAV("b")
	if got, want := b.wav("a"), b.wav("b"); !bytes.Equal(got, want) {
		t.Errorf("the WAV beside the damaged recording: got %d bytes, want the %d that were kept", len(got), len(want))
	}
}

// A deletion does not wait for the removal of WAVs, and nothing of the clip comes
// back by it.
func TestAClipThatIsDeletedIsNotSwept(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, dir := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	b.keepWAV(clip)
	reading := make(chan struct{}, 1)
	blobs.opening = func(ctx context.Context, _ string) error {
		select {
		case reading <- struct{}{}:
			<-ctx.Done()
			return ctx.Err()
		default: // the deletion
			return nil
		}
	}
	ended := make(chan struct{})
	go func() { defer close(ended); b.Archive.DropWAVs(t.Context()) }()
	archiving.AwaitThat(t, "the recording to be read", func() bool { return len(reading) == 1 })
	if n, err := b.Archive.Delete(t.Context(), clip); err != nil || n != len(allObjects) {
		t.Errorf("Delete: got %d objects, %v, want %d", n, err, len(allObjects))
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "clips")); !errors.Is(err, os.ErrNotExist) && len(entries) > 0 {
		t.Errorf("left in the store: %v, %v", entries, err)
	}
	b.Stop(b.Archive)
	<-ended
}

// A part of a WAV does not need all of its recording to be decoded, whoever else
// listens.
func TestAPartOfALongWAVComesQuickly(t *testing.T) {
	audio, length := spoken.Clip(t, 3*time.Minute)
	b := newBench(t, archiving.S3(t, versity.Start(t)))
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	want := b.wav("a")
	blob, err := b.Archive.Open(t.Context(), clip, recordings.AudioWAV)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	began := time.Now()
	at := blob.Size() - 1000
	if _, err := blob.Seek(at, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	part, err := io.ReadAll(blob)
	if err != nil || !bytes.Equal(part, want[at:]) {
		t.Errorf("the last 1000 bytes: got %d others, %v", len(part), err)
	}
	if took, most := time.Since(began), time.Second*slowness; took > most {
		t.Errorf("they took %v, want at most %v", took, most)
	}
}

// Who listens to the same WAV many times at once has one turn of many, and somebody
// else has theirs.
func TestManyReadersOfOnePersonLeaveTurnsToAnother(t *testing.T) {
	audio, length := spoken.Clip(t, 30*time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	for id, owner := range map[string]string{"a": "ada", "b": "bob"} {
		clip := recordings.Clip{ID: id, OwnerID: owner, Origin: recordings.FromSession, Original: recordings.AudioOgg, State: recordings.Storing, CreatedAt: time.Now()}
		if err := errors.Join(archiving.Record(b.Spool, clip, audio, length), b.Store.CreateClip(t.Context(), clip)); err != nil {
			t.Fatal(err)
		}
		b.Archive.Keep(t.Context(), id)
	}
	for _, id := range []string{"a", "b"} {
		b.Await(id, "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	}
	ctx, stop := context.WithCancel(t.Context())
	var read atomic.Int64
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() {
			blob, err := b.Archive.Open(ctx, b.Clip("a"), recordings.AudioWAV)
			if err != nil {
				t.Error(err)
				return
			}
			defer blob.Close()
			_, _ = io.Copy(&counter{&read}, blob) // ends with ctx
		})
	}
	archiving.AwaitThat(t, "the many to have begun", func() bool { return read.Load() > 1<<20 })
	before := read.Load()
	size := len(b.wav("b"))
	during := read.Load() - before
	stop()
	readers.Wait()
	if most := int64(4 * size); during > most {
		t.Errorf("while one person read %d bytes, 20 readers of another got %d, want about as much", size, during)
	}
}

// counter counts what is written to it.
type counter struct{ n *atomic.Int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}
