package capture_test

import (
	"context"
	"log/slog"
	"math"
	"testing"
	"time"

	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

// A session asks what is known of the disk and never waits for it: only who looks
// learns that it is full.
func TestASessionDoesNotWaitForTheDisk(t *testing.T) {
	s, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := capture.New(capture.Config{
		Spool: s, Store: &memory.Store{}, Finished: func(context.Context, string) {}, DiskFloor: math.MaxInt64 / 2,
		Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, step := range []struct {
		name string
		ask  func() recordings.DiskState
		want recordings.DiskState
	}{
		{"known before anybody looked", r.Disk, recordings.DiskRoomy},
		{"seen", r.LookAtDisk, recordings.DiskFull},
		{"known since", r.Disk, recordings.DiskFull},
	} {
		if got := step.ask(); got != step.want {
			t.Errorf("%s: got %q, want %q", step.name, got, step.want)
		}
	}
}
