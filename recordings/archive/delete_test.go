package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/internal/versity"
	"practice/recordings"
	"practice/recordings/ogg"
)

// wantGone looks that nothing is left of the clip anywhere.
func (b *archiveBench) wantGone(id string) {
	b.T.Helper()
	for _, object := range allObjects {
		blob, err := b.Blobs.Open(b.T.Context(), recordings.Key(id, 0, object))
		if err == nil {
			err = blob.Close()
		}
		if !errors.Is(err, recordings.ErrNotFound) {
			b.T.Errorf("%s in the store: got %v, want ErrNotFound", object, err)
		}
	}
	if ids := b.Spooled(); len(ids) > 0 {
		b.T.Errorf("the spool has %v, want nothing", ids)
	}
	if _, err := b.Store.Clip(b.T.Context(), id); !errors.Is(err, recordings.ErrNotFound) {
		b.T.Errorf("the clip's row: got %v, want ErrNotFound", err)
	}
}

// wantHidden looks that the owner has no clip: the one being deleted is hidden.
func (b *archiveBench) wantHidden() {
	b.T.Helper()
	if clips, err := b.Store.ClipsOf(b.T.Context(), "ada", recordings.Page{Limit: 100}); err != nil || len(clips) > 0 {
		b.T.Errorf("the owner's clips: got %v, %v; want none", clips, err)
	}
}

// wantForgotten waits until the deletion of a clip is over.
func (b *archiveBench) wantForgotten(id string) {
	b.T.Helper()
	archiving.AwaitThat(b.T, "the deletion to be over", func() bool {
		left, err := b.Store.ClipsIn(b.T.Context(), recordings.Deleting)
		return err == nil && len(left) == 0
	})
	b.wantGone(id)
}

func TestADeletedClipIsGoneFromTheStoreAsWell(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, archiving.S3(t, versity.Start(t)))
	for _, id := range []string{"a", "b"} {
		b.Record(id, audio, length)
		b.Archive.Keep(t.Context(), id)
	}
	clip := b.AwaitReady("a")
	b.AwaitReady("b")
	n, err := b.Archive.Delete(t.Context(), clip)
	if err != nil || n != len(storedObjects) {
		t.Errorf("Delete: got %d objects, %v, want %d", n, err, len(storedObjects))
	}
	b.wantGone("a")
	b.wantStored(b.Clip("b"), audio, length)
	if _, err := b.Archive.Delete(t.Context(), clip); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("Delete again: got %v, want ErrNotFound", err)
	}
}

func TestAClipBeingRecordedIsNotDeleted(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, length)
	clip, err := b.Store.UpdateClip(t.Context(), "a", func(c *recordings.Clip) error { c.State = recordings.Recording; return nil })
	if err != nil {
		t.Fatal(err)
	}
	stale := clip
	stale.State = recordings.Ready
	for _, clip := range []recordings.Clip{clip, stale} {
		if _, err := b.Archive.Delete(t.Context(), clip); !errors.Is(err, recordings.ErrBusy) {
			t.Errorf("Delete of a clip that was %s when it was read: got %v, want ErrBusy", clip.State, err)
		}
	}
	if len(b.Spooled()) != 1 {
		t.Error("the recording left the spool")
	}
}

func TestDeletingEndsARunningUpload(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	b := newBench(t, blobs)
	reached := make(chan struct{})
	blobs.before = func(ctx context.Context, key string, r io.Reader) (io.Reader, error) {
		if strings.HasSuffix(key, recordings.WaveformDat) {
			close(reached)
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return r, nil
	}
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	<-reached
	n, err := b.Archive.Delete(t.Context(), b.Clip("a"))
	if err != nil || n != 2 {
		t.Errorf("Delete: got %d objects, %v, want the 2 that were in store or spool", n, err)
	}
	b.wantGone("a")
	b.wantMetrics(0, 0, 0)
}

func TestWithoutTheStoreADeletionFailsAndTheClipIsStoredOn(t *testing.T) {
	t.Parallel()
	audio, length := spoken.Clip(t, time.Second)
	server := versity.Start(t)
	b := newBench(t, archiving.S3(t, server))
	server.Kill(t)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.Await("a", "waiting", func(c recordings.Clip) bool { return c.Reason != "" })
	if n, err := b.Archive.Delete(t.Context(), clip); err == nil {
		t.Errorf("Delete without the store: got %d and no error", n)
	}
	server.Restart(t)
	clip = b.AwaitReady("a")
	b.wantStored(clip, audio, length)
	server.Kill(t)
	if _, err := b.Archive.Delete(t.Context(), clip); err == nil {
		t.Error("Delete of a ready clip without the store: no error")
	}
	server.Restart(t)
	if n, err := b.Archive.Delete(t.Context(), b.Clip("a")); err != nil || n != len(storedObjects) {
		t.Errorf("Delete: got %d, %v, want %d", n, err, len(storedObjects))
	}
	b.wantGone("a")
}

func TestAStoreThatKeepsWhatIsDeletedIsNotBelieved(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	b := newBench(t, store)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	b.Blobs = &clinging{store}
	b.Start()
	if _, err := b.Archive.Delete(t.Context(), clip); err == nil || !strings.Contains(err.Error(), "still in the store") {
		t.Errorf("Delete: got %v, want it to say what is still there", err)
	}
	if left, err := b.Store.ClipsIn(t.Context(), recordings.Deleting); err != nil || len(left) != 1 {
		t.Errorf("clips being deleted: got %v, %v; want it remembered as long as the clip is there", left, err)
	}
	b.wantHidden()
}

// clinging is a store that only says it deletes.
type clinging struct{ recordings.Blobs }

func (clinging) Delete(context.Context, string) error { return nil }

// A file of some kilobytes may unfold to hours that take long to draw. Who deletes it
// does not wait for that.
func TestADeletionDoesNotWaitForADerivation(t *testing.T) {
	const hours = 12
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1}, 7)
	if err != nil {
		t.Fatal(err)
	}
	const packets = hours * 3600 * 50
	for range packets {
		if err := w.WritePacket([]byte{0xF8, 0xFF, 0xFE}); err != nil { // 20 ms of silence in CELT
			t.Fatal(err)
		}
	}
	if _, err := w.Close(packets * 960); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", file.Bytes(), hours*time.Hour)
	b.Archive.Keep(t.Context(), "a")
	drawing := filepath.Join(b.Dir, "a", recordings.WaveformDat)
	archiving.AwaitThat(t, "the drawing to begin", func() bool { _, err := os.Stat(drawing); return err == nil })
	began := time.Now()
	if _, err := b.Archive.Delete(t.Context(), b.Clip("a")); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the deletion took %v", took)
	}
	b.wantGone("a")
}
