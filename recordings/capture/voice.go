package capture

import (
	"hash/crc32"
	"slices"
	"time"

	"practice/recordings"
)

const (
	// voicePatience is how long nothing may be heard before it is said.
	voicePatience = 3 * time.Second
	// silentSize is the size up to which a packet holds digital silence: a
	// voice takes 40 bytes and more, the noise of a room 15.
	silentSize = 8
)

// recentPackets says what the last packets held: some more of them than silence
// goes round in.
type recentPackets struct {
	sums [8]uint32
	next int
}

// put takes the next packet, and reports whether it is one of the last again.
func (r *recentPackets) put(payload []byte) (again bool) {
	sum := crc32.ChecksumIEEE(payload)
	again = slices.Contains(r.sums[:], sum)
	r.sums[r.next] = sum
	r.next = (r.next + 1) % len(r.sums)
	return again
}

// notice notes what a packet tells of the voice. Of digital silence an encoder
// makes tiny packets with its means for music (CELT), but some 50 bytes with
// those for speech and music (hybrid), which it keeps from the voice before: up
// to four packets (RFC 6716 section 4.2.7.7: the seed of SILK has two bits) then
// come round and round, which those of a sound never do. The lock is held.
func (c *Capture) notice(p recordings.Packet) {
	c.arrived = p.Arrival
	if again := c.recent.put(p.Payload); !again && len(p.Payload) > silentSize {
		c.sounded = p.Arrival
	}
}

// Voice tells how the voice is heard at an instant. Before the start it counts
// as arriving.
func (c *Capture) Voice(now time.Time) recordings.VoiceState {
	c.mu.Lock()
	defer c.mu.Unlock()
	latest := func(at time.Time) time.Duration { return min(now.Sub(at), now.Sub(c.start)) }
	switch {
	case latest(c.arrived) >= voicePatience:
		return recordings.VoiceMissing
	case latest(c.sounded) >= voicePatience:
		return recordings.VoiceSilent
	}
	return recordings.VoiceArriving
}
