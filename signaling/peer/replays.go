package peer

import (
	"hash/maphash"

	"github.com/pion/rtp"
)

// reachBack is how many packets behind the newest SRTP takes for authentic: what is
// older is taken for one that is yet to come, whose key stream differs (RFC 3711
// section 3.3.1).
const reachBack = 1 << 15

// replays tells a program's packets that come again, as when somebody on the way plays
// them to the server: old words would be recorded as new ones. For pages SRTP does
// that (see newAPI). A sender that counts anew uses the numbers of before for other
// packets.
type replays struct {
	seed maphash.Seed
	// marks are those of the last packet with each number; 0 for none.
	marks [reachBack]uint32
}

func newReplays() *replays { return &replays{seed: maphash.MakeSeed()} }

// again reports whether the packet came before, and remembers it.
func (r *replays) again(p *rtp.Packet) bool {
	const spread = 0x9e3779b97f4a7c15 // odd, so that nothing of the sum is lost
	sum := (maphash.Bytes(r.seed, p.Payload) ^ uint64(p.SSRC)<<32 ^ uint64(p.Timestamp) ^ uint64(p.SequenceNumber)<<16) * spread
	mark := uint32(sum>>32) | 1
	last := &r.marks[p.SequenceNumber%reachBack]
	if *last == mark {
		return true
	}
	*last = mark
	return false
}
