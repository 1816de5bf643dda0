package bring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
	"practice/recordings/bring"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

func TestTooMuchIsRefusedAndLeavesNothing(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"512 MiB": io.MultiReader(bytes.NewReader(riff(format(1, 2, 96000, 32), claim("data", 0xfffffff0, nil))), zeros{}),
		"4 hours": io.MultiReader(bytes.NewReader(riff(format(1, 1, 8000, 8), claim("data", 0xfffffff0, nil))), io.LimitReader(zeros{}, 4*3600*8000+1)),
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			_, err := b.bring(r)
			if !errors.Is(err, recordings.ErrTooLarge) {
				t.Errorf("got error %v, want %v", err, recordings.ErrTooLarge)
			}
			b.wantNothing()
		})
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	b := newImportBench(t)
	torn := errors.New("the wire was cut")
	_, err := b.bring(io.MultiReader(bytes.NewReader(oggFile(t, 1, 2)), iotest.ErrReader(torn)))
	if !errors.Is(err, torn) {
		t.Errorf("got error %v, want %v", err, torn)
	}
	b.wantNothing()
}

// A server that dies while a file arrives removes it at its next start; a whole
// one is kept.
func TestWhatADeadServerHadNotReceivedIsRemoved(t *testing.T) {
	b := newImportBench(t)
	file, err := b.Spool.BeginUpload("torn")
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString("OggS")
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	b.Record("recorded", oggFile(t, 1, 1), time.Second)
	if err := b.importer.Recover(t.Context()); err != nil {
		t.Fatalf("Recover: %v", err)
	}
	if diff := cmp.Diff([]string{"recorded"}, b.Spooled()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
}

func TestNothingIsTakenWithoutRoom(t *testing.T) {
	b := newImportBench(t)
	b.importer = bring.New(bring.Config{
		Spool: b.Spool, Store: b.Store, Finished: b.Archive.Keep, DiskFloor: math.MaxInt64 / 4, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	if _, err := b.bring(bytes.NewReader(oggFile(t, 1, 1))); !errors.Is(err, recordings.ErrDiskFull) {
		t.Errorf("got error %v, want %v", err, recordings.ErrDiskFull)
	}
	b.wantNothing()
}

// A page's copy is not fitted into what no page recorded.
func TestNothingIsAddedToARecordingBroughtAlong(t *testing.T) {
	b := newImportBench(t)
	data := oggFile(t, 1, 2)
	if _, err := b.bring(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	b.AwaitReady("old")
	if err := b.Archive.Backfill(t.Context(), "old", 0, data); !errors.Is(err, recordings.ErrNotWanted) {
		t.Errorf("got error %v, want %v", err, recordings.ErrNotWanted)
	}
}

// mute is a database that does what it is told and does not answer in time.
type mute struct{ memory.Store }

func (m *mute) CreateClip(ctx context.Context, clip recordings.Clip) error {
	err := m.Store.CreateClip(ctx, clip)
	<-ctx.Done()
	return errors.Join(err, ctx.Err())
}

// A row that was stored without an answer has its recording.
func TestAnAnswerThatDoesNotComeLosesNothing(t *testing.T) {
	wav := riff(format(1, 1, 48000, 16), chunk("data", make([]byte, 96000)))
	synctest.Test(t, func(t *testing.T) {
		opened, err := spool.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close()
		store, finished := &mute{}, 0
		importer := bring.New(bring.Config{
			Spool: opened, Store: store, Finished: func(context.Context, string) { finished++ }, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
		if _, err := importer.Import(t.Context(), recordings.Clip{ID: "old", CreatedAt: time.Now()}, bytes.NewReader(wav)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Clip(t.Context(), "old"); err != nil || finished != 1 {
			t.Errorf("the clip: %v, handed over %d times; want it once", err, finished)
		}
		if _, err := opened.Facts("old"); err != nil {
			t.Errorf("its recording: %v", err)
		}
	})
}
