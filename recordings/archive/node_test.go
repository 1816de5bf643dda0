package archive_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
)

// What is deleted at one server and lies in another's spool is remembered until
// that one has removed it: it does not come back with its next start.
func TestAClipOnAnothersDiskIsDeletedThere(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	here := newBench(t, first(archiving.Folder(t)))
	here.Stop(here.Archive)
	here.Record("clip", audio, length)
	if _, err := here.Store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Node = "here"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	there := newBench(t, here.Blobs)
	there.Stop(there.Archive)
	there.Store, there.Node = here.Store, "there"
	there.Start()
	if _, err := here.Store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Origin = recordings.FromSession
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// The page may not be told that its clip is gone: it would throw its copy away.
	at, content := copyOf(t, spoken.New(t), codec).piece(t, time.Second, 2*time.Second)
	if err := there.Archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrNotReady) {
		t.Errorf("a piece for a clip on another's disk: got %v, want ErrNotReady", err)
	}
	if _, err := there.Archive.Delete(t.Context(), there.Clip("clip")); err != nil {
		t.Fatal(err)
	}
	here.wantHidden()
	left, err := here.Store.ClipsIn(t.Context(), recordings.Deleting)
	if err != nil || len(left) != 1 {
		t.Fatalf("the deletion to be remembered: got %v, %v, want one", left, err)
	}
	here.Node = "here"
	here.Start()
	archiving.AwaitThat(t, "the recording to leave the spool", func() bool { return len(here.Spooled()) == 0 })
	if _, err := here.Store.Clip(t.Context(), "clip"); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("the clip: got %v, want ErrNotFound", err)
	}
}

// A clip names a server only for as long as something of it lies on its disk.
func TestAStoredClipIsNoServers(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Stop(b.Archive)
	b.Node = "here"
	b.Start()
	b.Record("clip", audio, length)
	if _, err := b.Store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Node = "here"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "clip")
	b.AwaitReady("clip")
	b.Await("clip", "no server's", func(c recordings.Clip) bool { return c.Node == "" })
}

// tornAt is torn at a server, and another server on the same store and database.
// While the first takes the clip back for a piece, meanwhile is called once.
func tornAt(t *testing.T, meanwhile func(there *archiveBench, copied pageCopy)) (here *archiveBench, copied pageCopy) {
	t.Helper()
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	here, copied = torn(t, blobs)
	here.Stop(here.Archive)
	here.Node = "here"
	here.Start()
	there := newBench(t, store)
	there.Stop(there.Archive)
	there.Store, there.Node = here.Store, "there"
	there.Start()
	var once sync.Once
	blobs.opened = func(string) { once.Do(func() { meanwhile(there, copied) }) }
	return here, copied
}

// A clip that is deleted at one server while another takes it back for a piece
// does not come back with that one's next start.
func TestAClipThatIsDeletedElsewhereIsNotTakenBack(t *testing.T) {
	here, copied := tornAt(t, func(there *archiveBench, _ pageCopy) {
		if _, err := there.Archive.Delete(t.Context(), recordings.Clip{ID: "clip"}); err != nil {
			t.Errorf("Delete: %v", err)
		}
	})
	at, content := copied.piece(t, time.Second, 5*time.Second)
	if err := here.Archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("the piece of a deleted clip: got %v, want ErrNotFound", err)
	}
	here.restart()
	here.wantGone("clip")
	if diff := cmp.Diff([]string(nil), here.folders()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
}

// A clip that another server completes meanwhile is not made anew of the edition
// before.
func TestAClipIsTakenBackByOneServer(t *testing.T) {
	here, copied := tornAt(t, func(there *archiveBench, copied pageCopy) {
		there.backfill(copied, time.Second, 5*time.Second, 0)
		there.Archive.EndBackfill("clip")
		there.Await("clip", "completed", func(c recordings.Clip) bool { return c.Edition == 1 && c.Node == "" })
	})
	at, content := copied.piece(t, time.Second, 5*time.Second)
	if err := here.Archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrNotReady) {
		t.Errorf("the piece of a clip that another server has: got %v, want ErrNotReady", err)
	}
	if diff := cmp.Diff([]string(nil), here.folders()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
	if clip := here.Clip("clip"); clip.Edition != 1 || clip.Node != "" {
		t.Errorf("the clip is edition %d at %q, want 1 at no server", clip.Edition, clip.Node)
	}
}
