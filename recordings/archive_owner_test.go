package recordings_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
)

// torn is an archive with a stored clip that lacks some words, which the page has.
func torn(t *testing.T, blobs *interfering) (b *archiveBench, copied pageCopy) {
	t.Helper()
	v := newVoice(t)
	b = newBench(t, blobs)
	recordInto(t, b.spool, b.store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	b.archive.Keep(t.Context(), "clip")
	b.awaitReady("clip")
	return b, copyOf(t, v, codec)
}

// restart is what the next process does with what this one left.
func (b *archiveBench) restart() {
	b.t.Helper()
	b.stop(b.archive)
	b.start()
	b.recover()
}

func (b *archiveBench) recover() {
	b.t.Helper()
	recorder := recordings.NewRecorder(recordings.RecorderConfig{
		Spool: b.spool, Store: b.store, Finished: b.archive.Keep, Log: b.log(), Clock: time.Now,
	})
	if err := errors.Join(recorder.Recover(b.t.Context()), recorder.Close(b.t.Context())); err != nil {
		b.t.Fatal(err)
	}
}

// folders are all names in the spool.
func (b *archiveBench) folders() []string {
	b.t.Helper()
	entries, err := fs.ReadDir(recordings.SpoolFS(b.spool), ".")
	if err != nil {
		b.t.Fatal(err)
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
	store, _ := newFolder(t)
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
	go func() { sent <- b.archive.Backfill(t.Context(), "clip", at, content) }()
	<-fetching
	deleted := make(chan error, 1)
	go func() {
		_, err := b.archive.Delete(t.Context(), recordings.Clip{ID: "clip"})
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
		"deletion": func(b *archiveBench) error { _, err := b.archive.Delete(b.t.Context(), b.clip("clip")); return err },
	} {
		t.Run(name, func(t *testing.T) {
			store, _ := newFolder(t)
			b, _ := torn(t, &interfering{Blobs: store})
			audio, err := b.read(b.clip("clip"), recordings.AudioOgg)
			if err != nil {
				t.Fatal(err)
			}
			if err := recordings.SpoolRecording(b.spool, recordings.Clip{ID: "clip.reopening"}, audio, time.Second); err != nil {
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
	audio, length := spokenClip(t, time.Second)
	store, dir := newFolder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	b.record("a", audio, length)
	b.archive.Keep(t.Context(), "a")
	clip := b.awaitReady("a")
	ctx, cancel := context.WithCancel(t.Context())
	blobs.deleting = func(ctx context.Context, _ string) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	if _, err := b.archive.Delete(ctx, clip); err == nil {
		t.Error("Delete that was not over: no error")
	}
	b.wantHidden()
	b.wantObjects(dir, "a")
	b.stop(b.archive)
	if err := recordings.SpoolRecording(b.spool, clip, audio, length); err != nil {
		t.Fatal(err)
	}
	blobs.deleting = nil
	synctest.Test(t, func(t *testing.T) {
		b.t = t
		b.start()
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
	audio, length := spokenClip(t, time.Second)
	synctest.Test(t, func(t *testing.T) {
		store, _ := newFolder(t)
		blobs := &late{Blobs: store, object: recordings.AudioWAV, reached: make(chan struct{}), finished: make(chan error, 1)}
		b := newBench(t, blobs)
		b.record("a", audio, length)
		b.archive.Keep(t.Context(), "a")
		<-blobs.reached
		if _, err := b.archive.Delete(t.Context(), b.clip("a")); err != nil {
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
	audio, length := spokenClip(t, time.Second)
	synctest.Test(t, func(t *testing.T) {
		store, _ := newFolder(t)
		blobs := &interfering{Blobs: store}
		b := newBench(t, blobs)
		for _, id := range []string{"a", "b"} {
			b.record(id, audio, length)
			b.archive.Keep(t.Context(), id)
		}
		clip, other := b.awaitReady("a"), b.awaitReady("b")
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
			_, err := b.archive.Delete(context.WithoutCancel(t.Context()), clip)
			ended <- err
		}()
		<-stuck
		if n, err := b.archive.Delete(t.Context(), other); err != nil || n != 4 || time.Since(began) > 0 {
			t.Errorf("Delete of another clip: got %d objects, %v after %v; want it at once", n, err, time.Since(began))
		}
		if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Delete: got %v, want it to give up", err)
		}
		if took := time.Since(began); took > 5*time.Minute {
			t.Errorf("Delete gave up after %v, want minutes at most", took)
		}
		if _, err := b.store.Clip(t.Context(), "a"); err != nil {
			t.Errorf("the clip whose deletion failed before it was noted: %v, want it there", err)
		}
	})
}

// A page that sends a piece while a deletion fails may not be told that its clip
// is gone: it would throw its copy away.
func TestAPieceIsTakenAfterADeletionThatFailed(t *testing.T) {
	v := newVoice(t)
	store, _ := newFolder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	recordInto(t, b.spool, b.store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
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
		_, err := b.archive.Delete(t.Context(), b.clip("clip"))
		deleted <- err
	}()
	<-asked
	at, content := copyOf(t, v, codec).piece(t, time.Second, 5*time.Second)
	sent := make(chan error, 1)
	go func() { sent <- b.archive.Backfill(t.Context(), "clip", at, content) }()
	close(answer)
	if err := <-deleted; !errors.Is(err, down) {
		t.Errorf("Delete: got %v, want the store's answer", err)
	}
	if err := <-sent; err != nil {
		t.Errorf("Backfill: %v", err)
	}
	if len(b.spooled()) != 1 {
		t.Errorf("the spool has %v, want the clip", b.spooled())
	}
}
