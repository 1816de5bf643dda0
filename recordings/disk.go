package recordings

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// DiskState is how much room the disk of the spool has.
type DiskState int

// The states.
const (
	// DiskRoomy: there is room.
	DiskRoomy DiskState = iota
	// DiskLow: less than twice the floor is free. Recording goes on; who is
	// recorded should know.
	DiskLow
	// DiskFull: less than the floor is free, or the disk refuses. Sound is not
	// written any more; what is there is safe and can be finished.
	DiskFull
)

// String names the state as the signaling protocol does.
func (s DiskState) String() string { return [...]string{"", "low", "full"}[s] }

// diskAge is how long a measure of the free space holds.
const diskAge = 500 * time.Millisecond

// disk watches the free space of a folder.
type disk struct {
	root  *os.Root
	floor int64
	log   *slog.Logger
	clock func() time.Time

	mu    sync.Mutex
	at    time.Time
	state DiskState
	last  atomic.Int32 // state, to be read without waiting
}

// newDisk watches the disk of the spool, of which floor bytes are to stay free.
func newDisk(s *Spool, floor int64, log *slog.Logger, clock func() time.Time) *disk {
	return &disk{root: s.root, floor: floor, log: log, clock: clock}
}

// look returns the state, at most [diskAge] old. A system that does not tell
// its free space counts as roomy.
func (d *disk) look() DiskState {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	if !d.at.IsZero() && now.Sub(d.at) < diskAge {
		return d.state
	}
	free, err := freeSpace(d.root)
	if err != nil {
		d.log.Warn("the free space of the data folder can't be read", "err", err)
		free = 2 * d.floor
	}
	before := d.state
	switch {
	case free < d.floor:
		d.state = DiskFull
	case free < 2*d.floor:
		d.state = DiskLow
	default:
		d.state = DiskRoomy
	}
	d.at = now
	d.last.Store(int32(d.state))
	if d.state != before {
		d.log.Log(context.Background(), levelOf(d.state), "the room on the disk of the data folder changed",
			"free_bytes", free, "floor_bytes", d.floor, "state", d.state.String())
	}
	return d.state
}

// known returns the state that was seen last.
func (d *disk) known() DiskState {
	return DiskState(d.last.Load())
}

func levelOf(s DiskState) slog.Level {
	return [...]slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError}[s]
}
