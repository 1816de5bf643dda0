package bring_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"practice/recordings"
	"practice/recordings/bring"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

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
