package capture_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

// frozen is a database that can stand still, as a process does that is stopped.
type frozen struct {
	memory.Store
	still atomic.Bool
}

func (f *frozen) wait(ctx context.Context) error {
	if f.still.Load() {
		<-ctx.Done()
	}
	return ctx.Err()
}

func (f *frozen) CreateClip(ctx context.Context, clip recordings.Clip) error {
	return errors.Join(f.wait(ctx), f.Store.CreateClip(ctx, clip))
}

func (f *frozen) Clip(ctx context.Context, id string) (recordings.Clip, error) {
	if err := f.wait(ctx); err != nil {
		return recordings.Clip{}, err
	}
	return f.Store.Clip(ctx, id)
}

func (f *frozen) UpdateClip(ctx context.Context, id string, change func(*recordings.Clip) error) (recordings.Clip, error) {
	if err := f.wait(ctx); err != nil {
		return recordings.Clip{}, err
	}
	return f.Store.UpdateClip(ctx, id, change)
}

// desk is a recorder in synthetic time with everything around it.
type desk struct {
	t        *testing.T
	folder   string
	spool    *spool.Spool
	store    *frozen
	recorder *capture.Recorder
	finished atomic.Int32
	// syncing, if set, is called ahead of every sync of the spool.
	syncing func(name string)
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, folder: t.TempDir(), store: &frozen{}}
	var err error
	if d.spool, err = spool.OpenWith(d.folder, d.sync); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.spool.Close() })
	d.recorder = capture.New(capture.Config{
		Spool: d.spool, Store: d.store, Finished: func(context.Context, string) { d.finished.Add(1) },
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: time.Now,
	})
	t.Cleanup(func() {
		if err := d.recorder.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *desk) sync(file *os.File) error {
	if d.syncing != nil {
		d.syncing(file.Name())
	}
	return file.Sync()
}

func (d *desk) begin(id string) *capture.Capture {
	d.t.Helper()
	began := time.Now()
	capture, err := d.recorder.Begin(d.t.Context(), recordings.Clip{ID: id, OwnerID: "ada", SessionID: "session", Title: "TCP"}, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	if took := time.Since(began); took > 0 {
		d.t.Errorf("Begin took %v, want it to wait for nothing", took)
	}
	return capture
}

// speak plays the voice to the capture as it would arrive.
func (d *desk) speak(capture *capture.Capture, v spoken.Voice, length time.Duration) {
	start := time.Now()
	for _, s := range v.Stream() {
		if s.At >= length {
			return
		}
		time.Sleep(time.Until(start.Add(s.At)))
		s.Packet.Arrival = time.Now()
		capture.Write(s.Packet)
	}
}

// A database that stands still from before the beginning until after the end
// costs the recording nothing but its row, which comes with the database.
func TestARecordingGoesOnWhileTheDatabaseStandsStill(t *testing.T) {
	v := spoken.New(t)
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.store.still.Store(true)
		capture := d.begin("clip")
		if err := <-capture.Begun(); err != nil {
			t.Fatalf("begun: %v", err)
		}
		d.speak(capture, v, 6*time.Second)
		capture.End(time.Now())
		<-capture.Done()
		spooled, err := d.spool.Facts("clip")
		if err != nil || !spooled.Finished || (spooled.Stored-6*time.Second).Abs() > 50*time.Millisecond {
			t.Fatalf("spool: %v of %v, %v; want the whole recording", spooled.Stored, spooled.Gaps, err)
		}
		time.Sleep(time.Minute)
		d.store.still.Store(false)
		time.Sleep(time.Minute)
		clip, err := d.store.Clip(t.Context(), "clip")
		if err != nil || clip.State != recordings.Storing || clip.Duration != spooled.Stored || d.finished.Load() != 1 {
			t.Errorf("clip is %s of %v, %v, handed over %d times; want it to be stored once", clip.State, clip.Duration, err, d.finished.Load())
		}
	})
}

// A database that comes back while the recording runs has its row then.
func TestARowComesLateButComes(t *testing.T) {
	v := spoken.New(t)
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.store.still.Store(true)
		capture := d.begin("clip")
		d.speak(capture, v, 2*time.Second)
		d.store.still.Store(false)
		time.Sleep(30 * time.Second)
		if clip, err := d.store.Clip(t.Context(), "clip"); err != nil || clip.State != recordings.Recording {
			t.Errorf("half a minute after the database came back: clip is %s, %v; want it recording", clip.State, err)
		}
		capture.End(time.Now())
		<-capture.Done()
	})
}

// What is said while a disk takes its time to make the file is in the file.
func TestPacketsWaitForASlowDisk(t *testing.T) {
	v := spoken.New(t)
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.syncing = func(name string) {
			if filepath.Base(name) == "clip.json.part" {
				time.Sleep(4 * time.Second)
			}
		}
		running, other := d.begin("clip"), d.begin("other")
		d.speak(running, v, 6*time.Second)
		for _, c := range []*capture.Capture{running, other} {
			if err := <-c.Begun(); err != nil {
				t.Fatalf("begun: %v", err)
			}
			c.End(time.Now())
			<-c.Done()
		}
		spooled, err := d.spool.Facts("clip")
		if err != nil {
			t.Fatal(err)
		}
		if missing := (recordings.Receipt{Stored: spooled.Stored, Gaps: spooled.Gaps}).Missing(); missing > spoken.Way+10*time.Millisecond {
			t.Errorf("gaps %v, want none but the first packet's spoken.Way", spooled.Gaps)
		}
	})
}

// A disk that stands still for hours bounds what waits for it.
func TestWhatWaitsForADiskIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		disk := make(chan struct{})
		d.syncing = func(string) { <-disk }
		capture := d.begin("clip")
		payload := append([]byte{31 << 3}, make([]byte, 1000)...)
		start := time.Now()
		const sent = 100_000 // 100 MB
		for i := range sent {
			capture.Write(recordings.Packet{
				SSRC: 7, Sequence: uint16(i), Timestamp: uint32(i * 960), Payload: payload, Arrival: start.Add(time.Duration(i) * 20 * time.Millisecond),
			})
		}
		time.Sleep(sent * 20 * time.Millisecond)
		close(disk)
		capture.End(time.Now())
		<-capture.Done()
		info, err := os.Stat(filepath.Join(d.folder, "clip", recordings.AudioOgg))
		if err != nil || info.Size() > 40<<20 {
			t.Errorf("%d bytes, %v; want at most 40 MiB to have waited", info.Size(), err)
		}
		spooled, err := d.spool.Facts("clip")
		if err != nil {
			t.Fatal(err)
		}
		if n := len(spooled.Gaps); n == 0 || spooled.Gaps[n-1].Cause != recordings.NoRoom || spooled.Stored != sent*20*time.Millisecond {
			t.Errorf("%v with gaps %v; want the rest to be missing for want of room", spooled.Stored, spooled.Gaps)
		}
	})
}

func TestARecordingThatCannotBeginLeavesNothing(t *testing.T) {
	v := spoken.New(t)
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		if err := os.WriteFile(filepath.Join(d.folder, "clip"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		capture := d.begin("clip")
		if err := <-capture.Begun(); err == nil {
			t.Error("begun in a folder that can't be made: no error")
		}
		<-capture.Done()
		d.speak(capture, v, time.Second)
		capture.End(time.Now())
		if _, err := d.store.Clip(t.Context(), "clip"); !errors.Is(err, recordings.ErrNotFound) {
			t.Errorf("its row: got %v, want ErrNotFound", err)
		}
		if d.recorder.Active() != 0 {
			t.Errorf("%d captures run, want none", d.recorder.Active())
		}
	})
}

// A recording that ended before it began leaves nothing, whenever the database
// takes that.
func TestARecordingThatNeverBeganLeavesNothing(t *testing.T) {
	for name, still := range map[string]bool{"the database answers": false, "it stands still": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				start := time.Now().Add(spoken.Countdown)
				capture, err := d.recorder.Begin(t.Context(), recordings.Clip{ID: "clip", SessionID: "session"}, start)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
				d.store.still.Store(still)
				capture.End(time.Now())
				<-capture.Done()
				d.store.still.Store(false)
				time.Sleep(time.Minute)
				if _, err := d.store.Clip(t.Context(), "clip"); !errors.Is(err, recordings.ErrNotFound) {
					t.Errorf("its row: got %v, want ErrNotFound", err)
				}
				if ids, err := d.spool.IDs(); err != nil || len(ids) > 0 {
					t.Errorf("the spool has %v, %v; want nothing", ids, err)
				}
			})
		})
	}
}

func TestAfterCloseNothingBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		if err := d.recorder.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := d.recorder.Begin(t.Context(), recordings.Clip{ID: "clip"}, time.Now()); err == nil {
			t.Error("Begin after Close: no error")
		}
	})
}

// A panic while a recording is written ends that recording, not the process, and
// what was said until then is kept.
func TestAFaultKeepsWhatWasSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		var broken atomic.Bool
		d.syncing = func(string) {
			if broken.CompareAndSwap(true, false) {
				panic("a bug")
			}
		}
		running := d.begin("clip")
		if err := <-running.Begun(); err != nil {
			t.Fatal(err)
		}
		v := spoken.New(t)
		d.speak(running, v, 3*time.Second)
		broken.Store(true)
		<-running.Done()
		clip, err := d.store.Clip(t.Context(), "clip")
		if err != nil || clip.State != recordings.Storing || clip.Duration < 2*time.Second {
			t.Errorf("the clip is %s and lasts %v, %v; want it stored on, with at least 2s", clip.State, clip.Duration, err)
		}
		running.Write(recordings.Packet{Payload: v.Stream()[0].Packet.Payload, Arrival: time.Now()})
		running.End(time.Now())
		if got := d.finished.Load(); got != 1 {
			t.Errorf("handed over %d times, want once", got)
		}
	})
}
