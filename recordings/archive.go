package recordings

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// atOnce is how many clips are derived and stored at the same time; the
// others wait their turn.
const atOnce = 2

// ArchiveConfig is what an [Archive] works with. All fields but Registerer are
// needed.
type ArchiveConfig struct {
	// Spool holds the recordings that are not stored yet.
	Spool *Spool
	// Store keeps the facts about clips, Blobs their objects.
	Store Store
	Blobs Blobs
	Log   *slog.Logger
	// Clock tells the time that receipts and reasons show.
	Clock func() time.Time
	// Registerer takes the metrics; nil leaves them unregistered.
	Registerer prometheus.Registerer
}

// Archive takes finished recordings from the spool to the store. A clip leaves
// the spool only when the store has given it back unchanged; until then it is
// tried again, across restarts, and plays from the spool. The spool is the
// list of what is left to do (docs/decisions/0002-the-spool-is-the-queue.md).
type Archive struct {
	spool   *Spool
	store   Store
	blobs   Blobs
	log     *slog.Logger
	clock   func() time.Time
	metrics archiveMetrics
	check   checkResult

	slots   chan struct{}
	running sync.WaitGroup
	// closing ends every wait for the store; what runs may go on.
	closing chan struct{}
	// locks are shared by the clips; see filing.
	locks [16]sync.Mutex

	mu     sync.Mutex
	closed bool
	jobs   map[string]*job
	// held are the clips being deleted, of which nothing is to be kept; the
	// channel is closed when the deletion is over.
	held map[string]chan struct{}
}

// NewArchive makes an archive. Close it after use. It fails when its metrics
// are registered already.
func NewArchive(config ArchiveConfig) (*Archive, error) {
	a := &Archive{
		spool: config.Spool, store: config.Store, blobs: config.Blobs, log: config.Log, clock: config.Clock,
		slots: make(chan struct{}, atOnce), closing: make(chan struct{}),
		jobs: make(map[string]*job), held: make(map[string]chan struct{}),
	}
	var err error
	a.metrics, err = newArchiveMetrics(config.Registerer, a.waiting)
	return a, err
}

// Keep stores the clip's recording, which lies in the spool, and returns at
// once. Keeping a clip that is being kept or that is stored changes nothing.
// After Close the clip stays in the spool for the next start. The work
// outlasts ctx, whose values it takes.
func (a *Archive) Keep(ctx context.Context, clipID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || a.held[clipID] != nil || a.jobs[clipID] != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	j := &job{id: clipID, began: time.Now(), cancel: cancel, done: make(chan struct{}), poked: make(chan struct{}, 1)}
	a.jobs[clipID] = j
	a.running.Go(func() {
		defer close(j.done)
		defer a.forget(j)
		defer cancel()
		a.run(ctx, j)
	})
}

// Close accepts no more clips, gives those that are being stored until ctx
// ends, and returns when nothing runs any more. What could not be stored in
// time stays in the spool for the next start; that is no error.
func (a *Archive) Close(ctx context.Context) error {
	a.mu.Lock()
	if !a.closed {
		a.closed = true
		close(a.closing)
	}
	a.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		a.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		if clips := a.waiting(); clips > 0 {
			a.log.WarnContext(ctx, "clips could not be stored in time and wait in the spool", "clips", clips)
		}
		a.cancelAll()
		<-ended
	}
	return nil
}

func (a *Archive) cancelAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, j := range a.jobs {
		j.cancel()
	}
}

func (a *Archive) forget(j *job) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.jobs, j.id)
}

// waiting is the number of clips that are not stored yet.
func (a *Archive) waiting() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.jobs)
}

// job is the keeping of one clip. Its attempts run one after the other.
type job struct {
	id     string
	began  time.Time
	cancel context.CancelFunc
	done   chan struct{}
	// poked is sent to when something of the page's copy came.
	poked chan struct{}
	// The archive's mutex guards the rest. derived is set once the spool holds
	// everything that is made of the sound. completing: pieces of the page's
	// copy are expected or fitted in, until backfillEnded.
	derived       bool
	completing    bool
	backfillEnded bool
}
