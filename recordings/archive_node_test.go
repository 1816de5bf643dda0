package recordings_test

import (
	"errors"
	"testing"
	"time"

	"practice/recordings"
)

// What is deleted at one server and lies in another's spool is remembered until
// that one has removed it: it does not come back with its next start.
func TestAClipOnAnothersDiskIsDeletedThere(t *testing.T) {
	audio, length := spokenClip(t, time.Second)
	here := newBench(t, first(newFolder(t)))
	here.stop(here.archive)
	here.record("clip", audio, length)
	if _, err := here.store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Node = "here"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	there := newBench(t, here.blobs)
	there.stop(there.archive)
	there.store, there.node = here.store, "there"
	there.start()
	if _, err := here.store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Origin = recordings.FromSession
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// The page may not be told that its clip is gone: it would throw its copy away.
	at, content := copyOf(t, newVoice(t), codec).piece(t, time.Second, 2*time.Second)
	if err := there.archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrNotReady) {
		t.Errorf("a piece for a clip on another's disk: got %v, want ErrNotReady", err)
	}
	if _, err := there.archive.Delete(t.Context(), there.clip("clip")); err != nil {
		t.Fatal(err)
	}
	here.wantHidden()
	left, err := here.store.ClipsIn(t.Context(), recordings.Deleting)
	if err != nil || len(left) != 1 {
		t.Fatalf("the deletion to be remembered: got %v, %v, want one", left, err)
	}
	here.node = "here"
	here.start()
	awaitThat(t, "the recording to leave the spool", func() bool { return len(here.spooled()) == 0 })
	if _, err := here.store.Clip(t.Context(), "clip"); !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("the clip: got %v, want ErrNotFound", err)
	}
}

// A clip names a server only for as long as something of it lies on its disk.
func TestAStoredClipIsNoServers(t *testing.T) {
	audio, length := spokenClip(t, time.Second)
	b := newBench(t, first(newFolder(t)))
	b.stop(b.archive)
	b.node = "here"
	b.start()
	b.record("clip", audio, length)
	if _, err := b.store.UpdateClip(t.Context(), "clip", func(c *recordings.Clip) error {
		c.Node = "here"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.archive.Keep(t.Context(), "clip")
	b.awaitReady("clip")
	b.await("clip", "no server's", func(c recordings.Clip) bool { return c.Node == "" })
}
