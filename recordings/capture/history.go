package capture

import "practice/recordings"

// historyLength is how many packets are remembered: ten seconds of a voice.
const historyLength = 512

// history remembers what the last packets of a source were, to tell one that comes
// again, or late, from a sender that counts anew. It is 2 KiB for everybody who is
// recorded.
type history [historyLength]trace

// trace is what is remembered of a packet: in the upper 7 bits the part of its sequence
// number that its place does not tell, below them 24 bits of a sum of its time and
// payload, and in the lowest one that there is a packet.
type trace uint32

func traceOf(sequence uint16, timestamp, sum uint32) trace {
	const spread = 0x9e3779b1 // odd, so that nothing of the time is lost
	return trace(uint32(sequence/historyLength)<<25 | (sum^timestamp*spread)>>8<<1 | 1)
}

// put remembers a packet by the checksum of its payload.
func (h *history) put(sequence uint16, timestamp, sum uint32) {
	h[sequence%historyLength] = traceOf(sequence, timestamp, sum)
}

// origin is where a packet comes from whose sequence number is behind the newest.
type origin int

const (
	// again: it came before.
	again origin = iota
	// late: it may have been missing, or have come long ago.
	late
	// anew: the source never sent such a packet with these numbers.
	anew
)

// judge says where a packet comes from that is behind the newest. What was never
// sent is told by its RTP time too, which only goes on: an old packet that somebody
// plays again is not taken for another sender.
func (h *history) judge(p recordings.Packet, sum uint32, sent bool) origin {
	last, this := h[p.Sequence%historyLength], traceOf(p.Sequence, p.Timestamp, sum)
	known := last != 0 && last>>25 == this>>25
	switch {
	case known && last == this:
		return again
	case known, !sent:
		return anew
	}
	return late
}
