package spool

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"practice/recordings"
)

const (
	// diskAge is how long a measure of the free space holds for who looks at the
	// state.
	diskAge = 500 * time.Millisecond
	// finishing is the part of the floor that what ends or removes something leaves
	// free.
	finishing = 4
)

// Disk watches the free space of a folder. It is a [recordings.Room].
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
	free := d.free()
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

// Room fails with [recordings.ErrDiskFull] when less than the floor would be free
// after so many bytes more. It measures each time.
func (d *Disk) Room(size int64) error { return d.leave(size, d.floor) }

// RoomToFinish is Room for what ends or removes something, for which a part of the
// floor is there.
func (d *Disk) RoomToFinish(size int64) error { return d.leave(size, d.floor/finishing) }

func (d *Disk) leave(size, least int64) error {
	if free := d.free(); free-size < least {
		return fmt.Errorf("%w: %d bytes more do not go on a disk with %d free, of which %d stay free", recordings.ErrDiskFull, size, free, least)
	}
	return nil
}

// free is the free space. What a system does not tell counts as roomy.
func (d *Disk) free() int64 {
	free, err := freeSpace(d.root)
	if err != nil {
		d.log.Warn("the free space of the data folder can't be read", "err", err)
		return math.MaxInt64
	}
	return free
}

func levelOf(s recordings.DiskState) slog.Level {
	return [...]slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError}[s]
}
