package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
)

func TestALeftKeyIsAcceptedWhenIdenticalAndReplacedWhenNot(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	for name, left := range map[string]struct {
		content  []byte
		wantPuts int32
	}{
		"the same":         {audio, 2},
		"something else":   {[]byte("half a recording"), 3},
		"of the same size": {bytes.Repeat([]byte{1}, len(audio)), 3},
	} {
		t.Run(name, func(t *testing.T) {
			store, dir := archiving.Folder(t)
			key := recordings.Key("a", 0, recordings.AudioOgg)
			if err := store.Put(t.Context(), key, bytes.NewReader(left.content), int64(len(left.content)), "audio/ogg"); err != nil {
				t.Fatal(err)
			}
			blobs := &interfering{Blobs: store}
			b := newBench(t, blobs)
			b.Record("a", audio, length)
			b.Archive.Keep(t.Context(), "a")
			b.wantStored(b.AwaitReady("a"), audio, length)
			b.wantObjects(dir, "a")
			if got := blobs.puts.Load(); got != left.wantPuts {
				t.Errorf("puts: got %d, want %d", got, left.wantPuts)
			}
		})
	}
}

func TestAStoreThatAltersTheRecordingIsNotBelieved(t *testing.T) {
	t.Parallel()
	audio, length := spoken.Clip(t, time.Second)
	for name, alter := range map[string]func(path string) error{
		"a byte":  func(path string) error { return os.WriteFile(path, append([]byte{'X'}, audio[1:]...), 0o600) },
		"the end": func(path string) error { return os.Truncate(path, int64(len(audio)/2)) },
		"all":     os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			store, dir := archiving.Folder(t)
			blobs := &interfering{Blobs: store}
			path := filepath.Join(dir, recordings.Key("a", 0, recordings.AudioOgg))
			blobs.after = func(key string) {
				if blobs.puts.Load() > 1 { // the disk was replaced
					return
				}
				if err := alter(path); err != nil {
					t.Errorf("alter %s: %v", key, err)
				}
			}
			b := newBench(t, blobs)
			b.Record("a", audio, length)
			b.Archive.Keep(t.Context(), "a")
			clip := b.Await("a", "in trouble", func(c recordings.Clip) bool { return c.Reason != "" })
			if clip.State != recordings.Storing || clip.Receipt != nil || clip.Reason != recordings.StoreMismatch {
				t.Errorf("clip: got %s, receipt %v, reason %q", clip.State, clip.Receipt, clip.Reason)
			}
			if data, err := b.Read(clip, recordings.AudioOgg); err != nil || !bytes.Equal(data, audio) {
				t.Errorf("the recording on the server: got %d bytes, %v, want it untouched", len(data), err)
			}
			b.wantStored(b.AwaitReady("a"), audio, length)
			b.wantMetrics(0, 1, 1)
		})
	}
}

func TestARestartGoesOnWhereTheLastProcessStopped(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, dir := archiving.Folder(t)
	for _, interrupted := range []string{recordings.AudioOgg, recordings.WaveformDat, recordings.ReceiptJSON} {
		blobs := &interfering{Blobs: store}
		b := newBench(t, blobs)
		reached := make(chan struct{})
		blobs.before = func(ctx context.Context, key string, r io.Reader) (io.Reader, error) {
			if !strings.HasSuffix(key, interrupted) {
				return r, nil
			}
			close(reached)
			<-ctx.Done()
			return nil, ctx.Err()
		}
		id := "stopped-at-" + interrupted
		b.Record(id, audio, length)
		b.Archive.Keep(t.Context(), id)
		<-reached
		b.Stop(b.Archive)
		if got := b.Spooled(); len(got) != 1 {
			t.Fatalf("%s: the spool has %v, want the clip", interrupted, got)
		}
		blobs.before = nil
		b.Start()
		b.Archive.Keep(t.Context(), id)
		b.wantStored(b.AwaitReady(id), audio, length)
		b.wantObjects(dir, id)
		if _, err := b.Archive.Delete(t.Context(), b.Clip(id)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAReadyClipLeftInTheSpoolOnlyLeavesIt(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	if err := archiving.Record(b.Spool, clip, audio, length); err != nil {
		t.Fatal(err)
	}
	puts := blobs.puts.Load()
	b.Archive.Keep(t.Context(), "a")
	archiving.AwaitThat(t, "the spool to be empty", func() bool { return len(b.Spooled()) == 0 })
	if got := blobs.puts.Load(); got != puts {
		t.Errorf("puts: got %d more, want none", got-puts)
	}
}

func TestWhatCannotBeDecodedIsStoredAllTheSame(t *testing.T) {
	audio := []byte("OggS, but nothing that a decoder understands")
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, time.Second)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	if data, err := b.Read(clip, recordings.AudioOgg); err != nil || !bytes.Equal(data, audio) {
		t.Errorf("audio.ogg: got %d bytes, %v, want what was recorded", len(data), err)
	}
	if clip.Receipt.Checksum != digestOf(audio) || clip.Reason != recordings.DerivedMissing {
		t.Errorf("clip: got receipt %+v, reason %q", clip.Receipt, clip.Reason)
	}
	if _, err := b.Read(clip, recordings.AudioWAV); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("audio.wav: got %v, want ErrNotFound", err)
	}
}

func TestKeepingTwiceStoresOnce(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	b.Record("a", audio, length)
	for range 10 {
		b.Archive.Keep(t.Context(), "a")
	}
	b.AwaitReady("a")
	b.Archive.Keep(t.Context(), "a")
	b.wantMetrics(0, 0, 1)
	if got := blobs.puts.Load(); int(got) != len(storedObjects) {
		t.Errorf("puts: got %d, want %d", got, len(storedObjects))
	}
}

func TestManyClipsAreAllStored(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	ids := strings.Split("a b c d e f g h i j k l", " ")
	for _, id := range ids {
		b.Record(id, audio, length)
		b.Archive.Keep(t.Context(), id)
	}
	for _, id := range ids {
		b.AwaitReady(id)
	}
	b.wantMetrics(0, 0, len(ids))
}

func TestClosingLetsWhatRunsFinish(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	if err := b.Archive.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if clip := b.Clip("a"); clip.State != recordings.Ready {
		t.Errorf("after Close: got %s, want the clip ready", clip.State)
	}
	b.Record("b", audio, length)
	b.Archive.Keep(t.Context(), "b")
	if clip := b.Clip("b"); clip.State != recordings.Storing || len(b.Spooled()) != 1 {
		t.Errorf("kept after Close: got %s and %v in the spool, want it to wait there", clip.State, b.Spooled())
	}
}

func first[A, B any](a A, _ B) A { return a }

// A panic while a clip is stored costs the attempt, not the process.
func TestAFaultWhileStoringIsTriedAgain(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	var broken atomic.Bool
	broken.Store(true)
	blobs.before = func(_ context.Context, _ string, r io.Reader) (io.Reader, error) {
		if broken.CompareAndSwap(true, false) {
			panic("a bug")
		}
		return r, nil
	}
	b := newBench(t, blobs)
	b.Record("clip", audio, length)
	b.Archive.Keep(t.Context(), "clip")
	b.wantStored(b.AwaitReady("clip"), audio, length)
}
