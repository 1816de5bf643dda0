package capture

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"practice/closing"
	"practice/recordings"
	"practice/recordings/spool"
)

// Recorder begins captures, owns those that run, and recovers those that a
// dead process left.
type Recorder struct {
	config Config
	spool  *spool.Spool
	store  recordings.Store
	log    *slog.Logger
	disk   *spool.Disk

	running sync.WaitGroup
	mu      sync.Mutex
	closed  bool
	active  map[string]*Capture
	// hurry is done when captures may no longer wait for late packets.
	hurry  context.Context
	cancel context.CancelFunc
}

// Config is what a [Recorder] works with. All fields are needed.
type Config struct {
	// Spool takes the recordings, Store the facts about their clips.
	Spool *spool.Spool
	Store recordings.Store
	// Node is this server's identity, which its clips carry until they are stored;
	// Gone reports whether another server is gone.
	Node string
	Gone func(ctx context.Context, node string) (bool, error)
	// Finished is called, from any goroutine, with each clip whose recording
	// lies whole in the spool.
	Finished func(ctx context.Context, clipID string)
	// DiskFloor is how much of the spool's disk is left free, in bytes: with
	// less, recording there stops, so that what is recorded can be finished.
	DiskFloor int64
	Log       *slog.Logger
	// Clock is the session's clock: time.Now outside tests.
	Clock func() time.Time
}

// New makes a recorder. Close it after use.
func New(config Config) *Recorder {
	r := &Recorder{config: config, spool: config.Spool, store: recordings.Timely(config.Store), log: config.Log, active: map[string]*Capture{}}
	r.disk = spool.NewDisk(config.Spool, config.DiskFloor, config.Log, config.Clock)
	r.hurry, r.cancel = context.WithCancel(context.Background())
	return r
}

// Active is the number of captures that run.
func (r *Recorder) Active() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.active)
}

// Disk tells how much room there was for recordings when somebody last looked: a
// recording that runs does, or LookAtDisk. It waits for nothing.
func (r *Recorder) Disk() recordings.DiskState { return r.disk.Known() }

// LookAtDisk tells how much room there is for recordings. It waits for the disk, so
// a session may not call it.
func (r *Recorder) LookAtDisk() recordings.DiskState { return r.disk.Look() }

// Begin announces the recording of clip from startAt on, which may lie ahead:
// packets that arrive before it teach the time line. It waits for nothing: the
// spool is made and the clip stored, in state Recording with CreatedAt startAt,
// while the capture takes packets; Begun tells how that went. It fails only
// when the server is stopping.
func (r *Recorder) Begin(ctx context.Context, clip recordings.Clip, startAt time.Time) (*Capture, error) {
	clip.State, clip.CreatedAt, clip.Original, clip.Node = recordings.Recording, startAt, recordings.AudioOgg, r.config.Node
	if clip.Origin == "" {
		clip.Origin = recordings.FromSession
	}
	capture, err := newCapture(r, clip)
	if err != nil {
		return nil, fmt.Errorf("begin the recording %s: %w", clip.ID, err)
	}
	ctx = context.WithoutCancel(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return nil, errors.New("begin a recording: the server is stopping")
	case r.active[clip.ID] != nil:
		return nil, fmt.Errorf("begin the recording %s: it is under way", clip.ID)
	}
	r.active[clip.ID] = capture
	r.running.Go(func() { r.record(ctx, capture) })
	return capture, nil
}

// record sees a recording through, from its first byte in the spool until it is
// handed over.
func (r *Recorder) record(ctx context.Context, c *Capture) {
	over := sync.OnceFunc(func() {
		r.mu.Lock()
		delete(r.active, c.clip.ID)
		r.mu.Unlock()
		close(c.done)
	})
	defer over()
	file, err := c.begin()
	if err != nil {
		return // who began it hears of it
	}
	announced := r.announce(ctx, c)
	end, err := c.survive(r.hurry, file)
	announced()
	r.noteEnd(ctx, c, end, err)
	r.conclude(ctx, c, over)
}

// noteEnd makes a recording whole that ended so.
func (r *Recorder) noteEnd(ctx context.Context, c *Capture, end spool.End, err error) {
	if err == nil {
		err = r.spool.NoteEnd(c.clip.ID, end)
	}
	if err != nil {
		// What the file has is repaired and kept.
		r.log.ErrorContext(ctx, "recording was not finished cleanly; what was written is kept", "clip", c.clip.ID, "err", err)
	}
}

// announce stores the clip of a recording that has begun, as soon as the
// database takes it. The returned function gives that up and waits for its end:
// whoever hands the recording over stores a clip that is missing.
func (r *Recorder) announce(ctx context.Context, c *Capture) (stop func()) {
	clip := c.clip
	r.log.InfoContext(ctx, "recording announced", "clip", clip.ID, "session", clip.SessionID, "start", c.start)
	ctx, cancel := context.WithCancel(ctx)
	var announcing sync.WaitGroup
	announcing.Go(func() {
		for attempt := 0; ; attempt++ {
			err := r.createClip(ctx, clip)
			if err == nil || ctx.Err() != nil || errors.Is(err, recordings.ErrDeleted) {
				return
			}
			wait := databaseBackOff(attempt)
			r.log.WarnContext(ctx, "the database does not take a clip that is being recorded", "clip", clip.ID, "err", err, "again_in", wait)
			if !pause(ctx, wait) {
				return
			}
		}
	})
	return func() {
		cancel()
		announcing.Wait()
	}
}

// createClip stores the clip's row, which an attempt whose answer was lost may
// have done.
func (r *Recorder) createClip(ctx context.Context, clip recordings.Clip) error {
	err := r.store.CreateClip(ctx, clip)
	if err != nil {
		if _, missing := r.store.Clip(ctx, clip.ID); missing == nil {
			return nil
		}
	}
	return err
}

// conclude hands a finished recording on, or says why there is none. The
// database is asked until it answers, or the recorder closes; after the first
// time, over is called.
func (r *Recorder) conclude(ctx context.Context, c *Capture, over func()) {
	settle := func() error { return r.giveUp(ctx, c.clip) }
	switch {
	case c.neverBegan():
		settle = func() error { return r.drop(ctx, c.clip.ID) }
	case c.worthKeeping():
		spooled, err := r.spool.Finish(c.clip.ID, r.config.Clock())
		if err != nil {
			r.log.ErrorContext(ctx, "recording waits in the spool until the next start", "clip", c.clip.ID, "err", err)
			return
		}
		settle = func() error { return r.handOver(ctx, spooled) }
	}
	for attempt := 0; ; attempt++ {
		err := settle()
		switch {
		case err == nil:
			return
		case errors.Is(err, recordings.ErrDeleted):
			r.forget(ctx, c.clip.ID)
			return
		case errors.Is(err, recordings.ErrNotFound):
			r.log.WarnContext(ctx, "recording was deleted before it was handed over", "clip", c.clip.ID, "err", err)
			return
		}
		wait := databaseBackOff(attempt)
		r.log.WarnContext(ctx, "the database does not take a finished recording, which is safe in the spool", "clip", c.clip.ID, "err", err, "again_in", wait)
		over()
		if !pause(r.hurry, wait) {
			r.log.ErrorContext(ctx, "recording waits in the spool until the next start", "clip", c.clip.ID)
			return
		}
	}
}

// forget removes a recording from the spool whose owner or session was deleted, or
// that was itself.
func (r *Recorder) forget(ctx context.Context, id string) {
	r.log.InfoContext(ctx, "recording of what was deleted is removed", "clip", id)
	if err := r.spool.Remove(id); err != nil {
		r.log.ErrorContext(ctx, "recording of what was deleted stays in the spool until the next start", "clip", id, "err", err)
	}
}

// giveUp makes a recording without sound a failed clip that says why.
func (r *Recorder) giveUp(ctx context.Context, clip recordings.Clip) error {
	fail := func(clip *recordings.Clip) error {
		clip.State, clip.Reason = recordings.Failed, recordings.NoSound
		return nil
	}
	if err := r.settle(ctx, clip, fail); err != nil {
		return err
	}
	return r.spool.Remove(clip.ID)
}

// drop leaves nothing of a recording that ended before it began.
func (r *Recorder) drop(ctx context.Context, id string) error {
	if err := r.store.DeleteClip(ctx, id); err != nil && !errors.Is(err, recordings.ErrNotFound) {
		return err
	}
	return r.spool.Remove(id)
}

// handOver moves a recording that lies whole in the spool on to storing.
func (r *Recorder) handOver(ctx context.Context, spooled spool.Entry) error {
	id := spooled.Clip.ID
	store := func(clip *recordings.Clip) error {
		if clip.State == recordings.Recording {
			clip.State = recordings.Storing
		}
		if clip.Reason == recordings.WaitsForNode {
			clip.Reason = ""
		}
		clip.Duration, clip.Size, clip.Node = spooled.Stored, spooled.Size, r.config.Node
		return nil
	}
	if err := r.settle(ctx, spooled.Clip, store); err != nil {
		return err
	}
	r.log.InfoContext(ctx, "recording finished", "clip", id, "duration", spooled.Stored, "gaps", len(spooled.Gaps))
	r.config.Finished(ctx, id)
	return nil
}

// settle changes the clip's row. One that the database never had (it did not
// answer, was lost, or is older than the spool) is made of what the spool has.
func (r *Recorder) settle(ctx context.Context, clip recordings.Clip, change func(*recordings.Clip) error) error {
	_, err := r.store.UpdateClip(ctx, clip.ID, change)
	if !errors.Is(err, recordings.ErrNotFound) {
		return err
	}
	if _, err := r.spool.Facts(clip.ID); err != nil {
		return err // deleted since
	}
	if err := change(&clip); err != nil {
		return err
	}
	clip.Node = r.config.Node
	return r.store.CreateClip(ctx, clip)
}

// Close ends what still runs, now, and waits until it is handed over. When ctx
// ends first, what is not finished is recovered at the next start.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	for _, c := range r.active {
		c.End(r.config.Clock())
	}
	r.mu.Unlock()
	defer r.cancel()
	if closing.Wait(ctx, &r.running) != nil {
		r.cancel()
		r.running.Wait()
	}
	return nil
}
