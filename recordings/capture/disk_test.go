package capture_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

// What a disk refuses for a while is not forgotten: silence that stands for a gap
// would pass for what was heard.
func TestAGapThatTheDiskRefusesIsNotForgotten(t *testing.T) {
	v := spoken.New(t)
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		running := d.begin("clip")
		if err := <-running.Begun(); err != nil {
			t.Fatal(err)
		}
		gaps, aside := filepath.Join(d.folder, "clip", "gaps.jsonl"), filepath.Join(d.folder, "aside")
		refuse := time.AfterFunc(1200*time.Millisecond, func() {
			if err := errors.Join(os.Rename(gaps, aside), os.Mkdir(gaps, 0o700)); err != nil {
				t.Error(err)
			}
		})
		defer refuse.Stop()
		take := time.AfterFunc(3100*time.Millisecond, func() {
			if err := errors.Join(os.Remove(gaps), os.Rename(aside, gaps)); err != nil {
				t.Error(err)
			}
		})
		defer take.Stop()
		start := time.Now()
		for _, s := range v.Stream() {
			time.Sleep(time.Until(start.Add(s.At)))
			if s.At > 4*time.Second {
				break
			}
			if s.Packet.Arrival = time.Now(); s.At < time.Second || s.At > 1500*time.Millisecond {
				running.Write(s.Packet)
			}
		}
		running.End(time.Now())
		<-running.Done()
		spooled, err := d.spool.Facts("clip")
		if err != nil {
			t.Fatal(err)
		}
		r := recordings.Receipt{Expected: spooled.Expected, Stored: spooled.Stored, Gaps: spooled.Gaps}
		if !slices.ContainsFunc(r.Gaps, func(g recordings.Gap) bool {
			return (g.At-time.Second).Abs() < 50*time.Millisecond && (g.Duration-500*time.Millisecond).Abs() < 50*time.Millisecond && g.Cause == recordings.Lost
		}) {
			t.Errorf("verdict %q, gaps %v; want the half second at 1 s among them", r.Verdict(), r.Gaps)
		}
	})
}

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
