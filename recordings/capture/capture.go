package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
	"practice/recordings/spool"
)

const (
	// syncInterval is how often what arrived is cut into a page, written and
	// synced: what a killed process can lose.
	syncInterval = 500 * time.Millisecond
	// drain is how long a capture waits after its end for what was said
	// before it.
	drain = 250 * time.Millisecond

	// lastWords is how long packets may have been on their way that were sent before
	// somebody said stop.
	lastWords = 60 * time.Millisecond

	// mostPending bounds what waits in memory for a disk that stands still, in
	// bytes: some two hours of a voice.
	mostPending = 32 << 20
	// muchPending is written at once, without waiting for the next tick.
	muchPending = 1 << 20
)

// Capture records one participant for one leg. Its methods may be called from
// any goroutine.
type Capture struct {
	clip  recordings.Clip
	start time.Time
	spool *spool.Spool
	disk  *spool.Disk
	clock func() time.Time
	log   *slog.Logger
	begun chan error
	done  chan struct{}
	wake  chan struct{}

	mu      sync.Mutex
	order   reorderer
	line    *timeline
	writer  *ogg.Writer
	pages   bytes.Buffer     // written by writer, not yet by the file
	gaps    []recordings.Gap // noted, not yet in the spool
	ending  bool
	endAt   time.Time
	endSeen bool // a packet from after the end arrived
	said    bool // somebody said stop
	late    bool // sound from after the end was written before it was known
	// noRoom: the disk is full or refuses; nothing more is taken until it does.
	noRoom bool
	// refused: the recording could not begin, or failed; nothing is taken.
	refused bool
	// copied: the page keeps a copy; copyNoted is what the spool has of that.
	copied    bool
	copyNoted bool
	// parted: the voice's connection is lost.
	parted bool
	// arrived is when the last packet came, sounded the last that was not
	// silence.
	arrived time.Time
	sounded time.Time
	recent  recentPackets
	allowed allowance
}

// newCapture prepares a recording in memory; the caller runs it.
func newCapture(r *Recorder, clip recordings.Clip) (*Capture, error) {
	c := &Capture{
		clip: clip, start: clip.CreatedAt, spool: r.spool, disk: r.disk, clock: r.config.Clock, log: r.log.With("clip", clip.ID),
		begun: make(chan error, 1), done: make(chan struct{}), wake: make(chan struct{}, 1), arrived: clip.CreatedAt, sounded: clip.CreatedAt,
	}
	var err error
	c.writer, err = ogg.NewWriter(&c.pages, spool.Header(clip), recordings.SerialOf(clip.ID))
	if err != nil {
		return nil, err
	}
	c.line = newTimeline(c.start, c.writePacket, func(g recordings.Gap) { c.gaps = append(c.gaps, g) })
	c.line.shifted = func(at, by int64) {
		c.log.Debug("voice steered back to the clock", "at", recordings.DurationOf(at), "by", recordings.DurationOf(by))
	}
	c.order.line = c.line
	return c, nil
}

// begin makes the clip's folder and file. Until then packets wait in memory.
func (c *Capture) begin() (*os.File, error) {
	file, err := c.spool.Begin(c.clip)
	if err != nil {
		err = fmt.Errorf("begin the recording %s: %w", c.clip.ID, err)
		c.refuse()
	}
	c.begun <- err
	return file, err
}

// refuse takes no more packets.
func (c *Capture) refuse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = true
}

// Write takes a packet as it arrives. It never waits for the disk. Packets
// from before the start teach the time line; only the last of them are kept, for
// decoders to settle. Those from after the end are dropped.
func (c *Capture) Write(p recordings.Packet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notice(p)
	if c.noRoom || c.refused {
		return
	}
	if c.ending && c.isOver(p) {
		if !c.endSeen {
			c.endSeen = true
			c.rouse()
		}
		return
	}
	if !c.allowed.take(len(p.Payload), p.Arrival) {
		if !c.allowed.exceeded {
			c.log.Warn("more of a voice comes than any voice has; what is beyond is left out", "most_bytes_a_second", mostPerSecond)
		}
		c.allowed.exceeded = true
		return
	}
	c.order.put(p)
	switch pending := c.pages.Len(); {
	case pending > mostPending:
		c.stopRecording()
	case pending > muchPending:
		c.rouse()
	}
}

// Report takes what the sender says of its clock.
func (c *Capture) Report(s recordings.SenderReport) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order.report(s)
}

// NewMicrophone notes that from about now on another microphone is heard in the
// same stream, so that its sound is tied to the clock anew.
func (c *Capture) NewMicrophone(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.line.microphone = at
}

// Copied notes whether the page keeps a copy, from which gaps can be closed.
func (c *Capture) Copied(keeping bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.copied = keeping
}

// Connected notes whether the voice's connection stands. What is missing at the end
// of a recording whose connection was lost is not known to have been said.
func (c *Capture) Connected(connected bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parted = !connected
}

// isOver reports whether p came too late for what was said before the end. A sender
// that stood still goes on with the time at which it stopped, so where somebody said
// stop its time alone is not believed.
func (c *Capture) isOver(p recordings.Packet) bool {
	after := p.Arrival.Sub(c.endAt)
	return after > 0 && (c.said && after > lastWords || c.beyondEnd(p))
}

// beyondEnd reports whether p holds only sound from after the end.
func (c *Capture) beyondEnd(p recordings.Packet) bool {
	if p.SSRC != c.order.ssrc || !c.line.anchored {
		return true
	}
	at := c.order.time + int64(int32(p.Timestamp-uint32(c.order.time))) + c.line.offset
	return at >= c.line.position(c.endAt)+recordings.Lookahead
}

// End ends the recording at an instant, which has just come or is past: nothing that
// was said later stays in the clip, also where it was written already. It returns at
// once; Done tells when the file is whole. Ending twice changes nothing.
func (c *Capture) End(at time.Time) { c.end(at, false) }

// Stop is End because somebody said so: a packet that comes more than 60 ms later is
// not taken, whatever its time is.
func (c *Capture) Stop(at time.Time) { c.end(at, true) }

func (c *Capture) end(at time.Time, said bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending {
		return
	}
	c.said = said
	c.ending, c.endAt = true, at
	c.line.limit = c.line.position(at) + recordings.Lookahead
	c.late = c.line.next > c.line.limit
	c.rouse()
}

// Begun yields once: nil when the spool holds the beginning of the recording,
// or why it can't. After an error nothing is recorded, no clip is made, and Done
// is closed.
func (c *Capture) Begun() <-chan error { return c.begun }

// Done is closed when the recording is finished and handed over. While the
// database does not answer, it is closed when the recording lies whole in the
// spool, and handed over later.
func (c *Capture) Done() <-chan struct{} { return c.done }

func (c *Capture) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// writePacket is called with the lock held.
func (c *Capture) writePacket(packet []byte) {
	if err := c.writer.WritePacket(packet); err != nil {
		// Only a packet that is none can fail here; it was checked before.
		c.log.Error("packet was not recorded", "err", err)
	}
}

// survive sees the recording to its end. A panic is an error that ends it.
func (c *Capture) survive(ctx context.Context, file *os.File) (e spool.End, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = errors.Join(fmt.Errorf("panic: %v\n%s", value, debug.Stack()), file.Close())
			c.refuse()
		}
	}()
	c.run(ctx, file)
	return c.whole(file)
}

// run writes to the file until the end. What a disk refuses waits in memory and
// is tried again; more is not taken until then.
func (c *Capture) run(ctx context.Context, file *os.File) {
	ticker := time.NewTicker(syncInterval)
	defer ticker.Stop()
	for !c.over(ctx) {
		select {
		case <-ticker.C:
			c.tick(file)
		case <-c.wake:
			if c.pending() > muchPending {
				c.tick(file)
			}
		}
	}
}

// whole ends the stream and the file.
func (c *Capture) whole(file *os.File) (spool.End, error) {
	e, err := c.close()
	if err = errors.Join(err, c.sync(file), file.Close()); err != nil || !c.endedLate() {
		return e, err
	}
	if err := c.spool.Cut(c.clip.ID, e.Expected); err != nil {
		return e, err
	}
	e.Stored = min(e.Stored, e.Expected)
	return e, nil
}

// endedLate reports whether the end lay in the past when it became known.
func (c *Capture) endedLate() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.late
}

func (c *Capture) tick(file *os.File) {
	err := c.sync(file)
	if err != nil {
		c.log.Error("the disk refuses the recording", "err", err)
	}
	c.mindRoom(err != nil)
}

// pending is how much waits for the disk, in bytes.
func (c *Capture) pending() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pages.Len()
}

// mindRoom stops taking sound while the disk has no room for it, or refuses,
// and goes on afterwards.
func (c *Capture) mindRoom(refused bool) {
	noRoom := refused || c.disk.Look() == recordings.DiskFull
	c.mu.Lock()
	defer c.mu.Unlock()
	if noRoom && !c.noRoom {
		c.stopRecording()
	}
	c.noRoom = noRoom
}

// stopRecording is called with the lock held.
func (c *Capture) stopRecording() {
	c.order.flush()
	c.line.between = recordings.NoRoom
	c.noRoom = true
}

// over waits, once the end has come, for what was said before it.
func (c *Capture) over(ctx context.Context) bool {
	c.mu.Lock()
	ending := c.ending
	c.mu.Unlock()
	if !ending {
		return false
	}
	timer := time.NewTimer(drain)
	defer timer.Stop()
	for {
		c.mu.Lock()
		seen := c.endSeen
		c.mu.Unlock()
		if seen {
			return true
		}
		select {
		case <-c.wake:
		case <-timer.C:
			return true
		case <-ctx.Done():
			return true
		}
	}
}

// close fills the time line up to the end and ends the stream there, to the
// sample.
func (c *Capture) close() (spool.End, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order.flush()
	length := max(c.line.position(c.endAt), 0)
	c.line.end(length+recordings.Lookahead, c.parted)
	last, err := c.writer.Close(length + recordings.PreSkip)
	return spool.End{Expected: recordings.DurationOf(length), Stored: recordings.DurationOf(max(last-recordings.PreSkip, 0)), Copied: c.copied}, err
}

// worthKeeping reports whether a packet is in the clip, or may come from the copy that
// the page keeps.
func (c *Capture) worthKeeping() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.line.voiced || c.copied
}

// neverBegan reports whether the recording ended before its position 0.
func (c *Capture) neverBegan() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending && !c.endAt.After(c.start)
}
