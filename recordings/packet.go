package recordings

import "time"

// Packet is one Opus packet as it came over the network (RFC 7587).
type Packet struct {
	// SSRC, Sequence and Timestamp are the RTP header's (RFC 3550 section
	// 5.1); Timestamp counts samples at [SampleRate].
	SSRC      uint32
	Sequence  uint16
	Timestamp uint32
	// Payload is the Opus packet. It is only borrowed for the call.
	Payload []byte
	// Arrival is when the server received it.
	Arrival time.Time
}

// SenderReport says where a sender's RTP time stood when it was sent (RFC 3550
// section 6.4.1).
type SenderReport struct {
	SSRC      uint32
	Timestamp uint32
	// Arrival is when the server received it.
	Arrival time.Time
}
