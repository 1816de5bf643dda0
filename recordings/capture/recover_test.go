package capture_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

// A server that starts gives up only its own recordings that never reached its
// disk. Those on another's disk wait, and say so once that server is gone.
func TestRecoverLeavesClipsOfOtherNodesAlone(t *testing.T) {
	spool, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	store := &memory.Store{}
	gone := map[string]bool{"dead": true}
	recorder := capture.New(capture.Config{
		Spool: spool, Store: store, Node: "here", Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		Gone: func(_ context.Context, node string) (bool, error) { return gone[node], nil },
	})
	defer recorder.Close(t.Context())
	for id, clip := range map[string]recordings.Clip{
		"old": {State: recordings.Recording}, "mine": {Node: "here", State: recordings.Storing},
		"theirs": {Node: "there", State: recordings.Recording}, "waiting": {Node: "there", State: recordings.Storing, Reason: recordings.StoreUnreachable},
		"left": {Node: "dead", State: recordings.Recording}, "stored": {Node: "dead", State: recordings.Ready},
	} {
		clip.ID, clip.OwnerID, clip.Original = id, "ada", recordings.AudioOgg
		if err := store.CreateClip(t.Context(), clip); err != nil {
			t.Fatal(err)
		}
	}
	if err := recorder.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect := func(id string, state recordings.ClipState, reason recordings.Reason) {
		t.Helper()
		clip, err := store.Clip(t.Context(), id)
		if err != nil || clip.State != state || clip.Reason != reason {
			t.Errorf("clip %s is %s, %q, %v; want %s, %q", id, clip.State, clip.Reason, err, state, reason)
		}
	}
	expect("old", recordings.Failed, recordings.NotInSpool)
	expect("mine", recordings.Failed, recordings.NotInSpool)
	expect("theirs", recordings.Recording, "")
	expect("waiting", recordings.Storing, recordings.StoreUnreachable)
	expect("left", recordings.Storing, recordings.WaitsForNode)
	expect("stored", recordings.Ready, "")

	gone["there"] = true
	if err := recorder.AwaitNodes(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect("theirs", recordings.Storing, recordings.WaitsForNode)
	expect("waiting", recordings.Storing, recordings.WaitsForNode)
}

// What a server left that died before it had written any sound is given up only where
// no page keeps a copy.
func TestRecoverKeepsWhatACopyMayFill(t *testing.T) {
	spool, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	store := &memory.Store{}
	recorder := capture.New(capture.Config{
		Spool: spool, Store: store, Node: "here", Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		Gone: func(context.Context, string) (bool, error) { return false, nil },
	})
	defer recorder.Close(t.Context())
	for id, copied := range map[string]bool{"copied": true, "lost": false} {
		clip := recordings.Clip{ID: id, OwnerID: "ada", Node: "here", State: recordings.Recording, Original: recordings.AudioOgg, CreatedAt: time.Now().Add(-time.Minute)}
		if err := errors.Join(store.CreateClip(t.Context(), clip), archiving.Kill(spool, clip, nil)); err != nil {
			t.Fatal(err)
		}
		if err := spool.NoteCopy(id, copied); err != nil {
			t.Fatal(err)
		}
	}
	if err := recorder.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]recordings.ClipState{"copied": recordings.Storing, "lost": recordings.Failed} {
		if clip, err := store.Clip(t.Context(), id); err != nil || clip.State != want {
			t.Errorf("clip %s is %s (%s), %v; want %s", id, clip.State, clip.Reason, err, want)
		}
	}
}
