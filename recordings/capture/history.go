package capture

import "practice/recordings"

// historyLength is how many packets are remembered: ten seconds of a voice.
const historyLength = 512

// history remembers what the last packets of a source were, to tell one that comes
// again, or late, from a sender that counts anew.
type history [historyLength]remembered

type remembered struct {
	sum       uint32
	timestamp uint32
	sequence  uint16
	known     bool
}

// put remembers a packet by the checksum of its payload.
func (h *history) put(sequence uint16, timestamp, sum uint32) {
	h[sequence%historyLength] = remembered{sum, timestamp, sequence, true}
}

// at returns the packet with a sequence number, if it is remembered.
func (h *history) at(sequence uint16) (remembered, bool) {
	r := h[sequence%historyLength]
	return r, r.known && r.sequence == sequence
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
	r, known := h.at(p.Sequence)
	switch {
	case known && r.timestamp == p.Timestamp && r.sum == sum:
		return again
	case known, !sent:
		return anew
	}
	return late
}
