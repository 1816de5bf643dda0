package recordings

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Recorder begins captures, owns those that run, and recovers those that a
// dead process left.
type Recorder struct {
	config RecorderConfig
	spool  *Spool
	store  Store
	log    *slog.Logger
	disk   *disk

	running sync.WaitGroup
	mu      sync.Mutex
	closed  bool
	active  map[string]*Capture
	// hurry is done when captures may no longer wait for late packets.
	hurry  context.Context
	cancel context.CancelFunc
}

// RecorderConfig is what a [Recorder] works with. All fields are needed.
type RecorderConfig struct {
	// Spool takes the recordings, Store the facts about their clips.
	Spool *Spool
	Store Store
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

// NewRecorder makes a recorder. Close it after use.
func NewRecorder(config RecorderConfig) *Recorder {
	r := &Recorder{config: config, spool: config.Spool, store: config.Store, log: config.Log, active: map[string]*Capture{}}
	r.disk = &disk{root: config.Spool.root, floor: config.DiskFloor, log: config.Log, clock: config.Clock}
	r.hurry, r.cancel = context.WithCancel(context.Background())
	return r
}

// Active is the number of captures that run.
func (r *Recorder) Active() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.active)
}

// Disk tells how much room there is for recordings.
func (r *Recorder) Disk() DiskState { return r.disk.look() }

// Begin announces the recording of clip from startAt on, which may lie ahead:
// packets that arrive before it teach the time line. It stores the clip in
// state Recording with CreatedAt startAt.
func (r *Recorder) Begin(ctx context.Context, clip Clip, startAt time.Time) (*Capture, error) {
	clip.State, clip.CreatedAt, clip.Original, clip.Node = Recording, startAt, AudioOgg, r.config.Node
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, errors.New("begin a recording: the server is stopping")
	}
	capture, file, err := newCapture(r, clip, startAt)
	if err != nil {
		return nil, fmt.Errorf("begin the recording %s: %w", clip.ID, err)
	}
	if err := r.store.CreateClip(ctx, clip); err != nil {
		return nil, errors.Join(fmt.Errorf("begin the recording %s: %w", clip.ID, err), file.Close(), r.spool.Remove(clip.ID))
	}
	r.active[clip.ID] = capture
	ctx = context.WithoutCancel(ctx)
	r.running.Go(func() {
		defer close(capture.done)
		end, err := capture.run(r.hurry, file)
		r.conclude(ctx, capture, end, err)
		r.mu.Lock()
		delete(r.active, clip.ID)
		r.mu.Unlock()
	})
	r.log.InfoContext(ctx, "recording announced", "clip", clip.ID, "session", clip.SessionID, "start", startAt)
	return capture, nil
}

// conclude hands a finished recording on, or says why there is none.
func (r *Recorder) conclude(ctx context.Context, c *Capture, e end, err error) {
	if err == nil {
		err = r.spool.finished(c.id, e)
	}
	if err != nil {
		// What the file has is repaired and kept.
		r.log.ErrorContext(ctx, "recording was not finished cleanly; what was written is kept", "clip", c.id, "err", err)
	}
	if err := r.handOver(ctx, c.id, c.heard()); err != nil {
		r.log.ErrorContext(ctx, "recording waits in the spool until the next start", "clip", c.id, "err", err)
	}
}

// noSound is what a clip without a single packet says of itself.
const noSound = "No sound reached the server. Check on the microphone test that your level moves, and that the network lets UDP or TCP through."

// handOver moves a recording that lies in the spool on to storing. One without
// sound becomes a failed clip that says why.
func (r *Recorder) handOver(ctx context.Context, id string, heard bool) error {
	if !heard {
		_, err := r.store.UpdateClip(ctx, id, func(clip *Clip) error {
			clip.State, clip.Reason = Failed, noSound
			return nil
		})
		return errors.Join(err, r.spool.Remove(id))
	}
	spooled, err := r.spool.Finish(id, r.config.Clock())
	if err != nil {
		return err
	}
	store := func(clip *Clip) error {
		if clip.State == Recording {
			clip.State = Storing
		}
		if clip.Reason == waitsForNode {
			clip.Reason = ""
		}
		clip.Duration, clip.Node = spooled.Stored, r.config.Node
		return nil
	}
	_, err = r.store.UpdateClip(ctx, id, store)
	if errors.Is(err, ErrNotFound) { // the database was lost or older than the spool
		clip := spooled.Clip
		err = errors.Join(store(&clip), r.store.CreateClip(ctx, clip))
	}
	if err != nil {
		return err
	}
	r.log.InfoContext(ctx, "recording finished", "clip", id, "duration", spooled.Stored, "gaps", len(spooled.Gaps))
	r.config.Finished(ctx, id)
	return nil
}

// Recover finishes what a dead process left in the spool, and gives every clip
// up whose recording never reached it; clips of other nodes are left to them. It
// is called once, before Begin.
func (r *Recorder) Recover(ctx context.Context) error {
	ids, err := r.spool.IDs()
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, id := range ids {
		found[id] = true
		spooled, err := r.spool.Finish(id, r.config.Clock())
		if err == nil {
			err = r.handOver(ctx, id, spooled.Stored > 0)
		}
		if err != nil {
			// One damaged recording must not keep the server from starting.
			r.log.ErrorContext(ctx, "recording could not be recovered; it stays in the spool", "clip", id, "err", err)
		}
	}
	lost, err := r.store.ClipsIn(ctx, Recording, Storing)
	if err != nil {
		return err
	}
	for _, clip := range lost {
		if found[clip.ID] || clip.Node != "" && clip.Node != r.config.Node {
			continue
		}
		r.log.ErrorContext(ctx, "recording is not in the spool", "clip", clip.ID)
		if _, err := r.store.UpdateClip(ctx, clip.ID, func(c *Clip) error {
			c.State, c.Reason = Failed, "The server was stopped before the recording reached its disk."
			return nil
		}); err != nil {
			return err
		}
	}
	return r.AwaitNodes(ctx)
}

// waitsForNode is what a clip says of itself whose spool lies elsewhere.
const waitsForNode = "The recording waits for the server that recorded it, which is gone at the moment. It is stored when that server is back."

// AwaitNodes says of each clip whose recording lies on the disk of a node that is
// gone what it waits for. It is called now and then.
func (r *Recorder) AwaitNodes(ctx context.Context) error {
	unfinished, err := r.store.ClipsIn(ctx, Recording, Storing)
	if err != nil {
		return err
	}
	for _, clip := range unfinished {
		if clip.Node == "" || clip.Node == r.config.Node || clip.Reason == waitsForNode {
			continue
		}
		gone, err := r.config.Gone(ctx, clip.Node)
		if err != nil {
			return err
		}
		if !gone {
			continue
		}
		r.log.WarnContext(ctx, "recording waits for the server on whose disk it lies", "clip", clip.ID, "node", clip.Node)
		if _, err := r.store.UpdateClip(ctx, clip.ID, func(c *Clip) error {
			if c.State == Recording || c.State == Storing {
				c.State, c.Reason = Storing, waitsForNode
			}
			return nil
		}); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
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
	ended := make(chan struct{})
	go func() {
		r.running.Wait()
		close(ended)
	}()
	defer r.cancel()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		r.cancel()
		<-ended
		return nil
	}
}
