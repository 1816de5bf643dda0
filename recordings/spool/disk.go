package spool

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"practice/recordings"
)

// diskAge is how long a measure of the free space holds.
const diskAge = 500 * time.Millisecond

// Disk watches the free space of a folder.
type Disk struct {
	root  *os.Root
	floor int64
	log   *slog.Logger
	clock func() time.Time

	mu    sync.Mutex
	at    time.Time
	state recordings.DiskState
	last  atomic.Int32 // state, to be read without waiting
}

// NewDisk watches the disk of the spool, of which floor bytes are to stay free.
func NewDisk(s *Spool, floor int64, log *slog.Logger, clock func() time.Time) *Disk {
	return &Disk{root: s.root, floor: floor, log: log, clock: clock}
}

// Look returns the state, at most [diskAge] old. A system that does not tell
// its free space counts as roomy.
func (d *Disk) Look() recordings.DiskState {
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
		d.state = recordings.DiskFull
	case free < 2*d.floor:
		d.state = recordings.DiskLow
	default:
		d.state = recordings.DiskRoomy
	}
	d.at = now
	d.last.Store(int32(d.state))
	if d.state != before {
		d.log.Log(context.Background(), levelOf(d.state), "the room on the disk of the data folder changed",
			"free_bytes", free, "floor_bytes", d.floor, "state", d.state.String())
	}
	return d.state
}

// Known returns the state that was seen last.
func (d *Disk) Known() recordings.DiskState {
	return recordings.DiskState(d.last.Load())
}

func levelOf(s recordings.DiskState) slog.Level {
	return [...]slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError}[s]
}
