package capture

import (
	"hash/crc32"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

const (
	// patience is how long a packet waits for those before it. The recorder is
	// not live: it can wait for a retransmission.
	patience = 500 * time.Millisecond
	// hold is how long every packet waits, so that its time is tied to the clock
	// by the fastest of several packets, and that a sender which stood still is
	// told from a network that did. With syncInterval it stays below a second,
	// which is what a killed process may lose.
	hold = 400 * time.Millisecond
	// mostWaiting bounds the packets that wait, whatever the sender does.
	mostWaiting = 256
	// mostStale is how many packets in a row may come too late before their
	// sender is taken to have begun to count anew.
	mostStale = 50
)

// arrived is a packet with its numbers unwrapped.
type arrived struct {
	sequence int64
	time     int64 // RTP time in samples, unwrapped
	samples  int64
	arrival  time.Time
	payload  []byte
}

// reorderer puts packets back into the order they were sent in, across the
// wrap-around of RTP's numbers, and hands them to the time line.
type reorderer struct {
	line *timeline

	ssrc    uint32
	started bool
	// sequence and time are the newest ones, unwrapped.
	sequence int64
	time     int64
	// oldest is the RTP time of the source's first packet.
	oldest int64
	// released is the sequence number handed over last.
	released int64
	settled  bool // one was handed over
	stale    int  // packets in a row that came too late
	// seen are the packets of the source; suspect is one that the source would not
	// have sent, until the next one tells.
	seen    *history
	suspect suspect
	// waiting is ordered by sequence; its payloads are recycled.
	waiting []arrived
	spare   [][]byte
}

// suspect is a packet that is held back.
type suspect struct {
	held   bool
	packet recordings.Packet
}

// put takes a packet and hands over what is in order.
func (r *reorderer) put(p recordings.Packet) {
	samples := int64(ogg.Samples(p.Payload))
	if samples == 0 {
		return
	}
	sum := crc32.ChecksumIEEE(p.Payload)
	switch {
	case !r.started, p.SSRC != r.ssrc, r.stale > mostStale:
		r.restart(p)
	case int16(p.Sequence-uint16(r.sequence)) <= 0:
		switch r.seen.judge(p, sum, r.sent(p.Timestamp)) {
		case again:
			return
		case anew:
			if !r.believe(p) {
				return
			}
		case late:
		}
	default:
		r.suspect.held = false
	}
	r.take(p, samples, sum)
}

// sent reports whether the source has been at an RTP time.
func (r *reorderer) sent(timestamp uint32) bool {
	at := r.time + int64(int32(timestamp-uint32(r.time)))
	return at >= r.oldest && at <= r.time
}

// believe decides about a packet whose numbers went back. A sender that begins to count
// anew is believed after two packets in order (RFC 3550 appendix A.1): then the first
// of them, which was held back, is taken too.
func (r *reorderer) believe(p recordings.Packet) bool {
	first := r.suspect.packet
	if r.suspect.held && p.Sequence == first.Sequence+1 && int32(p.Timestamp-first.Timestamp) > 0 {
		r.restart(first)
		r.take(first, int64(ogg.Samples(first.Payload)), crc32.ChecksumIEEE(first.Payload))
		return true
	}
	payload := append(first.Payload[:0], p.Payload...)
	r.suspect = suspect{held: true, packet: p}
	r.suspect.packet.Payload = payload
	return false
}

// take takes a packet of the present source.
func (r *reorderer) take(p recordings.Packet, samples int64, sum uint32) {
	r.seen.put(p.Sequence, p.Timestamp, sum)
	a := arrived{
		sequence: r.sequence + int64(int16(p.Sequence-uint16(r.sequence))),
		time:     r.time + int64(int32(p.Timestamp-uint32(r.time))),
		samples:  samples, arrival: p.Arrival,
	}
	if a.sequence > r.sequence {
		r.sequence, r.time = a.sequence, a.time
	}
	if !r.insert(a, p.Payload) {
		return
	}
	r.line.observe(&a)
	r.release(p.Arrival)
}

// restart begins to count with p, the first packet of a new source.
func (r *reorderer) restart(p recordings.Packet) {
	r.flush()
	if r.seen == nil {
		r.seen = new(history)
	}
	*r.seen = history{}
	*r = reorderer{
		line: r.line, ssrc: p.SSRC, started: true, waiting: r.waiting, spare: r.spare, seen: r.seen,
		sequence: int64(p.Sequence), time: int64(p.Timestamp), oldest: int64(p.Timestamp), suspect: suspect{packet: recordings.Packet{Payload: r.suspect.packet.Payload[:0]}},
	}
	r.line.newSource()
}

// insert puts the packet among those that wait. A second copy, and one whose
// turn is over, is dropped.
func (r *reorderer) insert(a arrived, payload []byte) bool {
	if r.settled && a.sequence <= r.released {
		r.stale++
		return false
	}
	r.stale = 0
	at := len(r.waiting)
	for at > 0 && r.waiting[at-1].sequence > a.sequence {
		at--
	}
	if at > 0 && r.waiting[at-1].sequence == a.sequence {
		return false
	}
	var buffer []byte
	if n := len(r.spare); n > 0 {
		buffer, r.spare = r.spare[n-1], r.spare[:n-1]
	}
	a.payload = append(buffer[:0], payload...)
	r.waiting = append(r.waiting, arrived{})
	copy(r.waiting[at+1:], r.waiting[at:])
	r.waiting[at] = a
	return true
}

// report takes what the source says of its clock.
func (r *reorderer) report(s recordings.SenderReport) {
	if r.started && s.SSRC == r.ssrc {
		// What waits was sent before.
		r.release(s.Arrival)
		r.line.report(r.time+int64(int32(s.Timestamp-uint32(r.time))), s.Arrival)
	}
}

// release hands over the packets whose turn has come at now: in sequence, or
// after their patience.
func (r *reorderer) release(now time.Time) {
	n := 0
	for i, a := range r.waiting {
		age := now.Sub(a.arrival)
		inTurn := !r.settled || a.sequence == r.released+1
		if (age < hold || !inTurn && age < patience) && len(r.waiting)-i <= mostWaiting {
			break
		}
		r.hand(i)
		n++
	}
	r.drop(n)
}

// flush hands over everything that waits.
func (r *reorderer) flush() {
	for i := range r.waiting {
		r.hand(i)
	}
	r.drop(len(r.waiting))
}

// hand gives the packet at i to the time line, with the least lag of it and
// those that wait behind it.
func (r *reorderer) hand(i int) {
	a := &r.waiting[i]
	least := r.line.lag(a)
	for k := i + 1; k < len(r.waiting); k++ {
		least = min(least, r.line.lag(&r.waiting[k]))
	}
	r.settled, r.released = true, a.sequence
	r.line.place(a, least, len(r.waiting)-i < enoughPackets)
	r.spare = append(r.spare, a.payload)
}

func (r *reorderer) drop(n int) {
	r.waiting = r.waiting[:copy(r.waiting, r.waiting[n:])]
}
