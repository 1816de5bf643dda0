package archive_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/capture"
)

// torn is an archive with a stored clip that lacks some words, which the page has.
func torn(t *testing.T, blobs *interfering) (b *archiveBench, copied pageCopy) {
	t.Helper()
	v := spoken.New(t)
	b = newBench(t, blobs)
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	b.Archive.Keep(t.Context(), "clip")
	b.AwaitReady("clip")
	return b, copyOf(t, v, codec)
}

// restart is what the next process does with what this one left.
func (b *archiveBench) restart() {
	b.T.Helper()
	b.Stop(b.Archive)
	b.Start()
	b.recover()
}

func (b *archiveBench) recover() {
	b.T.Helper()
	recorder := capture.New(capture.Config{
		Spool: b.Spool, Store: b.Store, Finished: b.Archive.Keep, Log: b.Log(), Clock: time.Now,
	})
	if err := errors.Join(recorder.Recover(b.T.Context()), recorder.Close(b.T.Context())); err != nil {
		b.T.Fatal(err)
	}
}

// folders are all names in the spool.
func (b *archiveBench) folders() []string {
	b.T.Helper()
	entries, err := os.ReadDir(b.Dir)
	if err != nil {
		b.T.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A piece that is sent while the store is slow, and a deletion meanwhile: the
// clip is gone, and stays so.
func TestADeletedClipIsNotBroughtBackByAPiece(t *testing.T) {
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b, copied := torn(t, blobs)
	slow := make(chan struct{})
	fetching := make(chan struct{}, 100)
	blobs.opening = func(ctx context.Context, key string) error {
		if strings.HasSuffix(key, recordings.AudioOgg) {
			select {
			case fetching <- struct{}{}:
			default:
			}
			select {
			case <-slow:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	at, content := copied.piece(t, time.Second, 5*time.Second)
	sent := make(chan error, 1)
	go func() { sent <- b.Archive.Backfill(t.Context(), "clip", at, content) }()
	<-fetching
	deleted := make(chan error, 1)
	go func() {
		_, err := b.Archive.Delete(t.Context(), recordings.Clip{ID: "clip"})
		deleted <- err
	}()
	<-fetching // the deletion asks the store too, or the piece has come already
	close(slow)
	if err := <-deleted; err != nil {
		t.Fatalf("Delete: %v", err)
	}
	if err := <-sent; !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("the piece of a deleted clip: got %v, want ErrNotFound", err)
	}
	b.wantGone("clip")
	b.restart()
	b.wantGone("clip")
	if diff := cmp.Diff([]string(nil), b.folders()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
}

// A process that died while it took a stored clip back leaves the voice in a
// folder of its own: the next start removes it, a deletion does too.
func TestWhatAReopeningLeftIsRemoved(t *testing.T) {
	for name, remove := range map[string]func(b *archiveBench) error{
		"start":    func(b *archiveBench) error { b.restart(); return nil },
		"deletion": func(b *archiveBench) error { _, err := b.Archive.Delete(b.T.Context(), b.Clip("clip")); return err },
	} {
		t.Run(name, func(t *testing.T) {
			store, _ := archiving.Folder(t)
			b, _ := torn(t, &interfering{Blobs: store})
			audio, err := b.Read(b.Clip("clip"), recordings.AudioOgg)
			if err != nil {
				t.Fatal(err)
			}
			if err := archiving.Record(b.Spool, recordings.Clip{ID: "clip.reopening"}, audio, time.Second); err != nil {
				t.Fatal(err)
			}
			if err := remove(b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string(nil), b.folders()); diff != "" {
				t.Errorf("the spool (-want +got):\n%s", diff)
			}
		})
	}
}

// A deletion that a process did not finish is finished by the next one.
func TestADeletionIsGoneOnWithAfterARestart(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, dir := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	ctx, cancel := context.WithCancel(t.Context())
	blobs.deleting = func(ctx context.Context, _ string) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	if _, err := b.Archive.Delete(ctx, clip); err == nil {
		t.Error("Delete that was not over: no error")
	}
	b.wantHidden()
	b.wantObjects(dir, "a")
	b.Stop(b.Archive)
	if err := archiving.Record(b.Spool, clip, audio, length); err != nil {
		t.Fatal(err)
	}
	blobs.deleting = nil
	synctest.Test(t, func(t *testing.T) {
		b.T = t
		b.Start()
		b.recover()
		b.wantHidden()
		time.Sleep(2 * time.Minute)
		b.wantForgotten("a")
	})
}

// late is a store that has all of an object when its upload is broken off, and
// finishes it a while later.
type late struct {
	recordings.Blobs
	object   string
	reached  chan struct{}
	finished chan error
}

func (l *late) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if !strings.HasSuffix(key, l.object) {
		return l.Blobs.Put(ctx, key, r, size, contentType)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	close(l.reached)
	<-ctx.Done()
	go func() {
		time.Sleep(20 * time.Second)
		l.finished <- l.Blobs.Put(context.WithoutCancel(ctx), key, strings.NewReader(string(data)), size, contentType)
	}()
	return ctx.Err()
}

func TestAnUploadThatLandsAfterItsClipWasDeletedIsDeletedToo(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	synctest.Test(t, func(t *testing.T) {
		store, _ := archiving.Folder(t)
		blobs := &late{Blobs: store, object: recordings.WaveformDat, reached: make(chan struct{}), finished: make(chan error, 1)}
		b := newBench(t, blobs)
		b.Record("a", audio, length)
		b.Archive.Keep(t.Context(), "a")
		<-blobs.reached
		if _, err := b.Archive.Delete(t.Context(), b.Clip("a")); err != nil {
			t.Fatal(err)
		}
		b.wantGone("a")
		if err := <-blobs.finished; err != nil {
			t.Fatal(err)
		}
		b.wantHidden()
		time.Sleep(2 * time.Minute)
		b.wantForgotten("a")
	})
}

// A store that takes requests and never answers holds nobody up for good, and
// holds up nobody who wants another clip.
func TestAStoreThatNeverAnswersIsNotWaitedForForEver(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	synctest.Test(t, func(t *testing.T) {
		store, _ := archiving.Folder(t)
		blobs := &interfering{Blobs: store}
		b := newBench(t, blobs)
		for _, id := range []string{"a", "b"} {
			b.Record(id, audio, length)
			b.Archive.Keep(t.Context(), id)
		}
		clip, other := b.AwaitReady("a"), b.AwaitReady("b")
		stuck := make(chan struct{})
		blobs.opening = func(ctx context.Context, key string) error {
			if strings.HasPrefix(key, "clips/a/") {
				select {
				case stuck <- struct{}{}:
				case <-ctx.Done():
				}
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		began := time.Now()
		ended := make(chan error, 1)
		go func() {
			_, err := b.Archive.Delete(context.WithoutCancel(t.Context()), clip)
			ended <- err
		}()
		<-stuck
		if n, err := b.Archive.Delete(t.Context(), other); err != nil || n != 3 || time.Since(began) > 0 {
			t.Errorf("Delete of another clip: got %d objects, %v after %v; want it at once", n, err, time.Since(began))
		}
		if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Delete: got %v, want it to give up", err)
		}
		if took := time.Since(began); took > 5*time.Minute {
			t.Errorf("Delete gave up after %v, want minutes at most", took)
		}
		if _, err := b.Store.Clip(t.Context(), "a"); err != nil {
			t.Errorf("the clip whose deletion failed before it was noted: %v, want it there", err)
		}
	})
}

// A page that sends a piece while a deletion fails may not be told that its clip
// is gone: it would throw its copy away.
func TestAPieceIsTakenAfterADeletionThatFailed(t *testing.T) {
	v := spoken.New(t)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	asked, answer := make(chan struct{}), make(chan struct{})
	down := errors.New("the store is down")
	ask := sync.OnceFunc(func() { close(asked) })
	blobs.opening = func(context.Context, string) error {
		ask()
		<-answer
		return down
	}
	deleted := make(chan error, 1)
	go func() {
		_, err := b.Archive.Delete(t.Context(), b.Clip("clip"))
		deleted <- err
	}()
	<-asked
	at, content := copyOf(t, v, codec).piece(t, time.Second, 5*time.Second)
	sent := make(chan error, 1)
	go func() { sent <- b.Archive.Backfill(t.Context(), "clip", at, content) }()
	close(answer)
	if err := <-deleted; !errors.Is(err, down) {
		t.Errorf("Delete: got %v, want the store's answer", err)
	}
	if err := <-sent; err != nil {
		t.Errorf("Backfill: %v", err)
	}
	if len(b.Spooled()) != 1 {
		t.Errorf("the spool has %v, want the clip", b.Spooled())
	}
}
