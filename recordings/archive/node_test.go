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
	"practice/recordings/capture"
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
		if err := there.Archive.EndBackfill(t.Context(), "clip", true); err != nil {
			t.Fatal(err)
		}
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

// Another server, to which this one seemed gone, wrote down that a recording waits
// for it, while it goes on here: nobody else lays hands on it until it is over.
func TestARecordingThatGoesOnIsLeftAlone(t *testing.T) {
	store, _ := archiving.Folder(t)
	b := newBench(t, store)
	v := spoken.New(t)
	recorder := capture.New(capture.Config{Spool: b.Spool, Store: b.Store, Finished: b.Archive.Keep, Log: b.Log(), Clock: time.Now})
	running, err := recorder.Begin(t.Context(), recordings.Clip{ID: "clip", OwnerID: "ada", SessionID: "session"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := <-running.Begun(); err != nil {
		t.Fatal(err)
	}
	archiving.AwaitThat(t, "the clip", func() bool { _, err := b.Store.Clip(t.Context(), "clip"); return err == nil })
	for _, s := range v.Stream()[:25] {
		s.Packet.Arrival = time.Now()
		running.Write(s.Packet)
	}
	seemsGone := func(c *recordings.Clip) error {
		c.State, c.Reason = recordings.Storing, recordings.WaitsForNode
		return nil
	}
	if _, err := b.Store.UpdateClip(t.Context(), "clip", seemsGone); err != nil {
		t.Fatal(err)
	}
	at, content := copyOf(t, v, codec).piece(t, time.Second, 2*time.Second)
	if err := b.Archive.Backfill(t.Context(), "clip", at, content); err != nil {
		t.Errorf("a piece while the recording goes on: %v", err)
	}
	b.wantMetrics(0, 0, 0) // nothing is being stored
	if _, err := b.Archive.Delete(t.Context(), recordings.Clip{ID: "clip"}); !errors.Is(err, recordings.ErrBusy) {
		t.Errorf("Delete: got %v, want ErrBusy", err)
	}
	if err := recorder.AwaitNodes(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := b.Clip("clip"); c.State != recordings.Recording || c.Reason != "" {
		t.Errorf("the clip is %s, %q, want it to be shown as recorded", c.State, c.Reason)
	}
	deletedElsewhere := func(c *recordings.Clip) error {
		c.State = recordings.Deleting
		return nil
	}
	if _, err := b.Store.UpdateClip(t.Context(), "clip", deletedElsewhere); err != nil {
		t.Fatal(err)
	}
	if err := b.Archive.BuryDeleted(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"clip"}, b.folders()); diff != "" {
		t.Errorf("the spool while the recording goes on (-want +got):\n%s", diff)
	}
	running.End(time.Now())
	archiving.AwaitThat(t, "what was deleted to be gone", func() bool {
		if err := b.Archive.BuryDeleted(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(b.folders()) == 0
	})
	<-running.Done()
	if err := recorder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A server that has lost its identity is another one, but what lies on its disk is
// its own: what was deleted does not stay there.
func TestWhatWasDeletedGoesAlsoWithAnotherIdentity(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Stop(b.Archive)
	b.Record("clip", audio, length)
	if _, err := b.Store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Node, c.State = "before", recordings.Deleting
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.Node = "after"
	b.Start()
	b.recover()
	archiving.AwaitThat(t, "the recording to leave the spool", func() bool { return len(b.folders()) == 0 })
}
