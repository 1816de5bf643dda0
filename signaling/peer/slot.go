package peer

import (
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// slot is one of the tracks on which a peer hears others. Its stream goes on
// when another voice takes it over, so that nothing has to be negotiated.
type slot struct {
	track *webrtc.TrackLocalStaticRTP

	mu     sync.Mutex
	source *Peer
	ssrc   uint32 // of the packet forwarded last; 0 before the first
	// What is added to a packet's numbers.
	sequence  uint16
	timestamp uint32
	// What was sent last, and when.
	lastSequence  uint16
	lastTimestamp uint32
	lastAt        time.Time
}

// forward sends a packet of the slot's voice. The packet is not changed.
func (s *slot) forward(from *Peer, p *rtp.Packet, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.source != from {
		return
	}
	if p.SSRC != s.ssrc {
		s.splice(p, now)
	}
	// Extensions are numbered by the sender's negotiation, not by this one.
	out := rtp.Packet{Payload: p.Payload, Header: rtp.Header{
		Version: p.Version, Marker: p.Marker,
		SequenceNumber: p.SequenceNumber + s.sequence, Timestamp: p.Timestamp + s.timestamp,
	}}
	if ahead := int16(out.SequenceNumber - s.lastSequence); ahead > 0 || s.lastAt.IsZero() {
		s.lastSequence, s.lastTimestamp, s.lastAt = out.SequenceNumber, out.Timestamp, now
	}
	// A peer that is closing takes no more packets; its own events tell.
	_ = s.track.WriteRTP(&out)
}

// leastStep is what time goes on by at least from one voice to the next, in
// samples: the last packet's sound.
const leastStep = 960

// splice lets the numbers of a new stream go on where the old one ended.
func (s *slot) splice(p *rtp.Packet, now time.Time) {
	s.ssrc = p.SSRC
	if s.lastAt.IsZero() {
		return
	}
	passed := max(uint32(now.Sub(s.lastAt).Milliseconds())*48, leastStep)
	s.sequence = s.lastSequence + 1 - p.SequenceNumber
	s.timestamp = s.lastTimestamp + passed - p.Timestamp
}

// carry gives the slot to a voice, nil for none.
func (s *slot) carry(source *Peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.source, s.ssrc = source, 0
}
