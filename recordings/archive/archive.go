package archive

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"

	"practice/closing"
	"practice/recordings"
	"practice/recordings/sound"
	"practice/recordings/spool"
	"practice/turns"
)

const (
	// makingAtOnce is how many clips are mended and drawn at the same time, and
	// storingAtOnce how many are on their way to the store; the others wait their
	// turn. Of what people bring there is less at once, so that what they say is
	// not behind it, and nobody has all turns.
	makingAtOnce  = 2
	storingAtOnce = 6
	// buriedAtOnce is how many deleted clips are removed from the store at the same
	// time: somebody may delete a library.
	buriedAtOnce = 8
)

// Config is what an [Archive] works with. All fields but Registerer are
// needed.
type Config struct {
	// Spool holds the recordings that are not stored yet.
	Spool *spool.Spool
	// Store keeps the facts about clips, Blobs their objects.
	Store recordings.Store
	Blobs recordings.Blobs
	// WAVs lists what older programs kept beside the clips.
	WAVs recordings.WAVs
	// Node is this server's identity; see [capture.Config].
	Node string
	Log  *slog.Logger
	// Clock tells the time that receipts and reasons show.
	Clock func() time.Time
	// DiskFloor is how much of the spool's disk is left free, in bytes, but for what
	// is needed to finish clips.
	DiskFloor int64
	// Registerer takes the metrics; nil leaves them unregistered.
	Registerer prometheus.Registerer
}

// Archive takes finished recordings from the spool to the store. A clip leaves
// the spool only when the store has given it back unchanged; until then it is
// tried again, across restarts, and plays from the spool. The spool is the
// list of what is left to do (docs/decisions/0002-the-spool-is-the-queue.md).
type Archive struct {
	spool   *spool.Spool
	disk    *spool.Disk
	store   recordings.Store
	blobs   recordings.Blobs
	wavs    recordings.WAVs
	node    string
	log     *slog.Logger
	clock   func() time.Time
	metrics metrics
	check   checkResult

	// making and storing share out the work on clips, the brought ones first among
	// themselves; scans and decoding what listening to a WAV costs.
	making, makingBrought   *turns.Queue
	storing, storingBrought *turns.Queue
	scans, decoding         *turns.Queue
	indexes                 *lru.Cache[string, *sound.Index]

	burials chan struct{}
	running sync.WaitGroup
	// closing ends every wait for the store; what runs may go on.
	closing chan struct{}
	// life ends what outlasts its caller, when Close has waited long enough.
	life context.Context
	die  context.CancelFunc

	mu     sync.Mutex
	closed bool
	// owners are the clips that anything is being done with, jobs how many of
	// them are being kept.
	owners map[string]*owner
	jobs   int
}

// New makes an archive. Close it after use. It fails when its metrics
// are registered already.
func New(config Config) (*Archive, error) {
	a := &Archive{
		spool: config.Spool, disk: spool.NewDisk(config.Spool, config.DiskFloor, config.Log, config.Clock), store: recordings.Timely(config.Store), blobs: recordings.TimelyBlobs(config.Blobs), wavs: config.WAVs, node: config.Node, log: config.Log, clock: config.Clock,
		check:  checkResult{turn: make(chan struct{}, 1)},
		making: turns.NewQueue(makingAtOnce, 1), makingBrought: turns.NewQueue(makingAtOnce-1, 1),
		storing: turns.NewQueue(storingAtOnce, storingAtOnce/3), storingBrought: turns.NewQueue(storingAtOnce/2, 1),
		// One core is left to who speaks at the moment.
		scans: turns.NewQueue(scansAtOnce, 1), decoding: turns.NewQueue(max(runtime.GOMAXPROCS(0)-1, 1), 1),
		burials: make(chan struct{}, buriedAtOnce), closing: make(chan struct{}), owners: make(map[string]*owner),
	}
	a.life, a.die = context.WithCancel(context.Background())
	var err error
	if a.indexes, err = lru.New[string, *sound.Index](indexes); err != nil {
		return nil, err
	}
	a.metrics, err = newMetrics(config.Registerer, a.waiting)
	return a, err
}

// Recover removes what a process left that died while it took a stored clip
// back, and goes on with the deletions that were not over, but for those that
// are another node's. It is called once, before anything is kept and before the
// recorder recovers.
func (a *Archive) Recover(ctx context.Context) error {
	if err := a.spool.DropReopening(); err != nil {
		return err
	}
	// Nothing goes on yet; what is not finished was left by a dead process.
	return a.buryDeleted(ctx, func(string) bool { return false })
}

// Keep stores the clip's recording, which lies in the spool, and returns at
// once. Keeping a clip that is being kept or that is stored changes nothing.
// After Close the clip stays in the spool for the next start. The work
// outlasts ctx, whose values it takes.
func (a *Archive) Keep(ctx context.Context, clipID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o := a.owner(clipID)
	defer a.leaveOwner(o)
	switch {
	case a.closed, o.gone, o.job != nil:
		return
	case o.deletions > 0:
		o.missed = true
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	j := &job{id: clipID, began: time.Now(), cancel: cancel, done: make(chan struct{}), poked: make(chan struct{}, 1)}
	o.job = j
	o.users++
	a.jobs++
	a.running.Go(func() {
		defer close(j.done)
		defer a.forget(o, j)
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
	if closing.Wait(ctx, &a.running) != nil {
		if clips := a.waiting(); clips > 0 {
			a.log.WarnContext(ctx, "clips could not be stored in time and wait in the spool", "clips", clips)
		}
		a.cancelAll()
		a.running.Wait()
	}
	a.die()
	return nil
}

// cancelAll ends the work on every clip.
func (a *Archive) cancelAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.die()
	for _, o := range a.owners {
		if o.job != nil {
			o.job.cancel()
		}
	}
}

// forget ends the clip's job.
func (a *Archive) forget(o *owner, j *job) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if o.job == j {
		o.job = nil
	}
	a.jobs--
	a.leaveOwner(o)
}

// waiting is the number of clips that are not stored yet.
func (a *Archive) waiting() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.jobs
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
	// copy are expected or fitted in, until backfillEnded. copyWhole: that copy goes on
	// to the end of the voice.
	derived       bool
	completing    bool
	backfillEnded bool
	copyWhole     bool
	// unread: the recording can't be read through.
	unread bool
}
