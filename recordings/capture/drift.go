package capture

import (
	"time"

	"practice/recordings"
)

const (
	// driftBlock is the stretch of time over which the fastest packet is looked
	// for: slow ones say something about the network, not about clocks.
	driftBlock = 5 * time.Second
	// driftTolerance is how far the sound may lie behind or ahead of the clock
	// before it is steered, in samples. Steering back takes lateStep of silence,
	// which is too little for a gap, or leaves a packet of 20 ms out.
	driftTolerance = recordings.SampleRate * 12 / 1000
	lateStep       = recordings.SampleRate * 15 / 1000
	dropAtMost     = recordings.SampleRate / 50
	// quietPatience is how long steering waits for a quiet moment.
	quietPatience = 2 * time.Second
	// silentTolerance holds where nothing is heard that a step could disturb.
	silentTolerance = recordings.SampleRate * 5 / 1000
	// enoughReports are judged together: a single one may be late.
	enoughReports = 3
)

// drift measures how a sender's clock runs away from the server's. Crystal
// clocks differ by up to some hundred parts in a million: after an hour the
// sound would be most of a second off.
//
// The measure is the lag: how much later than its RTP time says a packet came.
// The least lag of many packets moves with the clocks alone.
type drift struct {
	ends    time.Time // of the present block
	least   int64
	packets int
	latest  time.Time // of its packets
	// recent is the least lag of the last block that had packets.
	recent int64
	// due is the step to take at the next quiet moment: positive for silence
	// to put in, negative for sound to leave out.
	due      int64
	dueSince time.Time
	// size is the running mean of payload sizes, in 1/16 bytes.
	size int
	// Sender reports (RFC 3550 section 6.4.1) carry the tie on where no packets
	// come. base is how much more their lag is than that of packets; leastReport
	// is the least lag of those that came since the last packet.
	base        int64
	reported    bool
	leastReport int64
	reports     int
}

// packet takes the lag of a packet.
func (d *drift) packet(lag int64, arrival time.Time, size int) {
	d.roll(arrival)
	if d.packets == 0 || lag < d.least {
		d.least = lag
	}
	d.packets++
	d.latest, d.reports = arrival, 0
	d.size += size - d.size/16
}

// report takes the lag of a sender report. Where no packets come it returns by
// how much what follows has to be moved: nobody hears it in a silence.
func (d *drift) report(lag int64, arrival time.Time) (move int64) {
	d.roll(arrival)
	more := lag - d.recent
	switch {
	case d.packets > 0 && (!d.reported || more < d.base):
		d.base, d.reported = more, true
	case d.packets == 0 && d.reported:
		if d.reports == 0 || lag < d.leastReport {
			d.leastReport = lag
		}
		if d.reports++; d.reports < enoughReports {
			return 0
		}
		d.reports = 0
		if off := d.leastReport - d.base; max(off, -off) > silentTolerance {
			return off
		}
	}
	return 0
}

// roll ends the block when its time is over. One that the sender fell silent in
// is not judged: of a few packets all may have been slow.
func (d *drift) roll(now time.Time) {
	if now.Before(d.ends) {
		return
	}
	if d.packets >= enoughPackets && d.ends.Sub(d.latest) < driftBlock/2 {
		d.recent = d.least
		d.judge(now)
	}
	d.ends, d.packets = now.Add(driftBlock), 0
}

// restart forgets what was measured, but for the sizes.
func (d *drift) restart(now time.Time) {
	*d = drift{ends: now.Add(driftBlock), size: d.size}
}

func (d *drift) judge(now time.Time) {
	if d.due != 0 {
		return
	}
	switch {
	case d.least > driftTolerance:
		d.due = min(d.least, lateStep)
	case d.least < -driftTolerance:
		d.due = -dropAtMost
	}
	d.dueSince = now
}

// quiet reports whether a step would hardly be heard in front of this packet:
// its size tells how much there is in it.
func (d *drift) quiet(payload []byte, now time.Time) bool {
	return len(payload)*32 < d.size || now.Sub(d.dueSince) > quietPatience
}

// stepped notes a step that was taken.
func (d *drift) stepped(by int64) {
	d.due = 0
	d.least, d.recent = d.least-by, d.recent-by
}
