package capture

import (
	"math"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

const (
	// maxLead is how far a packet may lie ahead of the server's clock, in
	// samples: its sound can't have been made after it arrived.
	maxLead = recordings.SampleRate / 10
	// maxLag is how far all packets of a while may lie behind the clock. Beyond
	// that their sender stood still, and they are placed by their arrival again.
	maxLag = recordings.SampleRate / 10
	// maxLagOfNew holds while the sender goes over to another microphone, which
	// is when its RTP time stands still for some packets' length.
	maxLagOfNew = driftTolerance
	// newReach is how far before and behind the announcement of another
	// microphone that may be.
	newReach = time.Second
	// maxLagOfFew holds for fewer than enoughPackets: the network may have
	// delayed them all.
	maxLagOfFew   = 2 * recordings.SampleRate
	enoughPackets = 8
)

// timeline turns RTP time into positions on the time line of a clip: samples
// since the moment the recording was announced. It writes packets in the order
// of time, fills what is missing with silence, and never goes back.
//
// RTP time (RFC 3550 section 5.1) is tied to the server's clock by the packet
// that took least time to arrive: a packet can be late, never early.
type timeline struct {
	start time.Time
	// write takes packets that follow one another; it borrows them.
	write func(packet []byte)
	gap   func(recordings.Gap)
	// shifted tells that what comes from a position on was moved by so many
	// samples, because its sender's time had run away.
	shifted func(at, by int64)

	// next is the position behind the last packet written. It begins at
	// -LeadIn.
	next int64
	// limit is where the clip ends; what begins there or later is dropped.
	limit int64
	// anchored: the present source's offset is known. placed: one of its
	// packets was written, so that the offset stands.
	anchored, placed bool
	// voiced: sound of any source was written, behind the lead-in.
	voiced bool
	// offset is position minus RTP time of the present source.
	offset int64
	drift  drift
	// microphone is when the sender said that it goes over to another one.
	microphone time.Time
	// sequence is the extended sequence number of the last packet placed.
	sequence int64
	// between explains a gap before the next packet.
	between recordings.Cause
	silence []byte
}

func newTimeline(start time.Time, write func([]byte), gap func(recordings.Gap)) *timeline {
	return &timeline{
		start: start, write: write, gap: gap, shifted: func(int64, int64) {}, next: -recordings.LeadIn, between: recordings.NotYetArrived, limit: math.MaxInt64,
	}
}

// position returns where an instant lies on the time line.
func (t *timeline) position(at time.Time) int64 {
	return recordings.SamplesOf(at.Sub(t.start))
}

// newSource forgets how the old source's RTP time was tied to the clock.
func (t *timeline) newSource() {
	t.anchored, t.placed, t.drift = false, false, drift{}
	if t.next > 0 && t.between == "" {
		t.between = recordings.Disconnected
	}
}

// observe learns from a packet, placed or not yet, how RTP time relates to the
// clock. Once one is written the relation stands, so that sound does not shift
// about.
func (t *timeline) observe(p *arrived) {
	offset := t.position(p.arrival) - p.samples - p.time
	if !t.anchored || (!t.placed && offset < t.offset) {
		t.offset, t.anchored = offset, true
	}
}

// lag is how much later than its time says the packet came, in samples.
func (t *timeline) lag(p *arrived) int64 {
	return t.position(p.arrival) - p.samples - p.time - t.offset
}

// report learns from a sender report, which ties RTP time to an instant too.
func (t *timeline) report(time int64, arrival time.Time) {
	if !t.placed {
		return
	}
	if move := t.drift.report(t.position(arrival)-time-t.offset, arrival); move != 0 {
		t.shift(t.position(arrival), move)
		t.drift.stepped(move)
	}
}

// place writes the packet where its time says, or drops it when that place is
// taken, before the lead-in, or behind the limit. least is the least lag of the
// packet and the few that came after it: if even that is great, their sender
// stood still.
func (t *timeline) place(p *arrived, least int64, few bool) {
	cause := t.causeBefore(p)
	lag := t.lag(p)
	t.drift.packet(lag, p.arrival, len(p.payload))
	switch {
	case lag < -maxLead:
		t.shift(p.time+t.offset, lag)
		t.drift.restart(p.arrival)
		cause = recordings.Paused
	case least > maxLagOfFew, least > t.mostLag(p.arrival) && !few:
		t.shift(p.time+t.offset, least)
		t.drift.restart(p.arrival)
		cause = recordings.Paused
	case t.drift.due != 0 && t.drift.quiet(p.payload, p.arrival) && !t.steer(p):
		return
	}
	position := p.time + t.offset
	// What is already written wins, but for less than half a packet a shift is
	// kinder than a hole.
	if position+p.samples/2 < t.next || max(position, t.next) >= t.limit {
		return
	}
	t.fill(position, cause)
	t.write(p.payload)
	t.next += p.samples
	t.sequence, t.between, t.placed, t.voiced = p.sequence, "", true, t.next > 0
}

// mostLag is how far all packets of a while may lie behind the clock.
func (t *timeline) mostLag(arrival time.Time) int64 {
	if arrival.Sub(t.microphone).Abs() < newReach {
		return maxLagOfNew
	}
	return maxLag
}

// steer takes the step that is due. It reports false when the packet is left
// out.
func (t *timeline) steer(p *arrived) (keep bool) {
	step := t.drift.due
	if step < 0 && p.samples > dropAtMost {
		return true // longer packets are steered by maxLead alone
	}
	if step < 0 {
		step = -p.samples
		t.sequence = p.sequence
	}
	t.shift(p.time+t.offset, step)
	t.drift.stepped(step)
	return step > 0
}

// shift moves what lies behind a position.
func (t *timeline) shift(at, by int64) {
	t.shifted(at, by)
	t.offset += by
}

// causeBefore explains a gap that ends with p.
func (t *timeline) causeBefore(p *arrived) recordings.Cause {
	switch {
	case t.between != "":
		return t.between
	case p.sequence != t.sequence+1:
		return recordings.Lost
	}
	return recordings.Paused
}

// fill writes silence up to position. What is shorter than the shortest
// packet is left to the next fill; it never adds up, since positions are
// absolute.
func (t *timeline) fill(position int64, cause recordings.Cause) {
	at := max(t.next, 0)
	for {
		packet, samples := ogg.AppendSilence(t.silence[:0], position-t.next)
		if samples == 0 {
			break
		}
		t.silence = packet
		t.write(packet)
		t.next += int64(samples)
	}
	if filled := t.next - at; filled >= recordings.LeastGap {
		t.gap(recordings.Gap{At: recordings.DurationOf(at), Duration: recordings.DurationOf(filled), Cause: cause})
	}
}

// leastParted is how long nothing must have come before the end, in samples, for
// that to be told as a lost connection: a page hangs up in the moment in which it
// stops.
const leastParted = recordings.SampleRate / 2

// end fills up to position, and beyond by less than a packet, so that the
// sound can be cut there to the sample. parted says that the connection is lost.
func (t *timeline) end(position int64, parted bool) {
	missing := position - t.next
	cause := recordings.Stopped
	switch {
	case t.between == recordings.NoRoom:
		cause = recordings.NoRoom
	case parted && missing >= leastParted:
		cause = recordings.ConnectionLost
	}
	if missing > 0 {
		t.fill(t.next+(missing+ogg.SilenceStep-1)/ogg.SilenceStep*ogg.SilenceStep, cause)
	}
}
