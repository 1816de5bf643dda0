package recordings_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"practice/recordings"
	"practice/recordings/memory"
)

// A server that starts gives up only its own recordings that never reached its
// disk. Those on another's disk wait, and say so once that server is gone.
func TestRecoverLeavesClipsOfOtherNodesAlone(t *testing.T) {
	spool, err := recordings.OpenSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	store := &memory.Store{}
	gone := map[string]bool{"dead": true}
	recorder := recordings.NewRecorder(recordings.RecorderConfig{
		Spool: spool, Store: store, Node: "here", Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		Gone: func(_ context.Context, node string) (bool, error) { return gone[node], nil },
	})
	defer recorder.Close(t.Context())
	for id, clip := range map[string]recordings.Clip{
		"old": {State: recordings.Recording}, "mine": {Node: "here", State: recordings.Storing},
		"theirs": {Node: "there", State: recordings.Recording}, "waiting": {Node: "there", State: recordings.Storing, Reason: "The store can't be reached"},
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
	expect := func(id string, state recordings.ClipState, reason string) {
		t.Helper()
		clip, err := store.Clip(t.Context(), id)
		if err != nil || clip.State != state || !strings.Contains(clip.Reason, reason) || reason == "" && clip.Reason != "" {
			t.Errorf("clip %s is %s, %q, %v; want %s, %q", id, clip.State, clip.Reason, err, state, reason)
		}
	}
	expect("old", recordings.Failed, "stopped before")
	expect("mine", recordings.Failed, "stopped before")
	expect("theirs", recordings.Recording, "")
	expect("waiting", recordings.Storing, "The store can't be reached")
	expect("left", recordings.Storing, "waits for the server")
	expect("stored", recordings.Ready, "")

	gone["there"] = true
	if err := recorder.AwaitNodes(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect("theirs", recordings.Storing, "waits for the server")
	expect("waiting", recordings.Storing, "waits for the server")
}
