package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
)

// withFloor is a restart of the server with another floor.
func (b *archiveBench) withFloor(floor int64) {
	b.Stop(b.Archive)
	b.DiskFloor = floor
	b.Start()
}

// noRoom is a floor that no disk holds.
const noRoom = math.MaxInt64 / 8

// Nothing is drawn, mended or taken back on a full disk; the clip says what it
// waits for, plays meanwhile, and is stored once there is room.
func TestAClipWaitsForRoomOnTheDisk(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.withFloor(noRoom)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.Await("a", "waiting", func(c recordings.Clip) bool { return c.Reason == recordings.NoDiskRoom })
	if clip.State != recordings.Storing || clip.RetryAt.IsZero() {
		t.Errorf("got state %s, again at %v; want it storing, with a time", clip.State, clip.RetryAt)
	}
	for object, want := range map[string]int{recordings.AudioOgg: len(audio), recordings.AudioWAV: 44 + 2*int(length.Seconds()*recordings.SampleRate)} {
		if data, err := b.Read(clip, object); err != nil || len(data) != want {
			t.Errorf("%s: got %d bytes, %v, want %d", object, len(data), err, want)
		}
	}
	b.withFloor(0)
	b.Archive.Keep(t.Context(), "a")
	clip = b.AwaitReady("a")
	b.wantStored(clip, audio, length)
	if clip.Reason != "" {
		t.Errorf("reason of the stored clip: got %q, want none", clip.Reason)
	}
}

// The page keeps its copy until there is room for it.
func TestAPieceIsNotTakenOnAFullDisk(t *testing.T) {
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	at, content := copyOf(t, v, codec).piece(t, time.Second, 5*time.Second)
	b.withFloor(noRoom)
	if err := b.Archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrDiskFull) {
		t.Errorf("a piece of a clip in the spool: got %v, want %v", err, recordings.ErrDiskFull)
	}
	b.withFloor(0)
	b.Archive.Keep(t.Context(), "clip")
	stored := b.AwaitReady("clip")
	b.withFloor(noRoom)
	if err := b.Archive.Backfill(t.Context(), "clip", at, content); !errors.Is(err, recordings.ErrDiskFull) {
		t.Errorf("a piece of a stored clip: got %v, want %v", err, recordings.ErrDiskFull)
	}
	if spooled := b.Spooled(); len(spooled) != 0 || b.Clip("clip").Edition != stored.Edition {
		t.Errorf("the clip was taken back: spool %v", spooled)
	}
	b.withFloor(0)
	if err := b.Archive.Backfill(t.Context(), "clip", at, content); err != nil {
		t.Errorf("with room again: %v", err)
	}
	b.endBackfill("clip")
	b.Await("clip", "complete", func(c recordings.Clip) bool { return c.Edition == stored.Edition+1 && c.State == recordings.Ready })
}

// One person's imports do not hold up another's clips, nor all turns of the store.
func TestImportsHoldUpNobodyElse(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	store, _ := archiving.Folder(t)
	blobs := &interfering{Blobs: store}
	stuck := make(chan struct{})
	blobs.before = stuckFor("brought-", stuck)
	b := newBench(t, blobs)
	for i := range 20 {
		id := "brought-" + string(rune('a'+i))
		b.Record(id, audio, length)
		b.Archive.Keep(t.Context(), id)
	}
	clip := recordings.Clip{ID: "spoken", OwnerID: "bob", Origin: recordings.FromSession, Original: recordings.AudioOgg, State: recordings.Storing, CreatedAt: time.Now()}
	if err := errors.Join(archiving.Record(b.Spool, clip, audio, length), b.Store.CreateClip(t.Context(), clip)); err != nil {
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "spoken")
	b.Await("spoken", "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	if got, err := b.Read(b.Clip("spoken"), recordings.AudioOgg); err != nil || !bytes.Equal(got, audio) {
		t.Errorf("the clip of the other: %d bytes, %v", len(got), err)
	}
	close(stuck)
	for i := range 20 {
		b.Await("brought-"+string(rune('a'+i)), "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	}
}

// stuckFor is a store that stands still for clips whose ID begins so, until the
// channel is closed.
func stuckFor(beginning string, stuck <-chan struct{}) func(context.Context, string, io.Reader) (io.Reader, error) {
	return func(ctx context.Context, key string, r io.Reader) (io.Reader, error) {
		if strings.HasPrefix(key, "clips/"+beginning) {
			select {
			case <-stuck:
			case <-ctx.Done():
			}
		}
		return r, nil
	}
}
