package recordings

import "time"

// VoiceState is how the recorder hears a candidate.
type VoiceState string

// The states.
const (
	// VoiceArriving: there is sound.
	VoiceArriving VoiceState = "arriving"
	// VoiceSilent: packets come, but for [voicePatience] nothing but digital
	// silence, as of a microphone that is muted by the system.
	VoiceSilent VoiceState = "silent"
	// VoiceMissing: no packet came for [voicePatience].
	VoiceMissing VoiceState = "missing"
)

const (
	// voicePatience is how long nothing may be heard before it is said.
	voicePatience = 3 * time.Second
	// silentSize is the size up to which a packet holds digital silence: a
	// voice takes 40 bytes and more, the noise of a room 15.
	silentSize = 8
)

// hear notes what a packet tells of the voice. The lock is held.
func (c *Capture) hear(p Packet) {
	c.arrived = p.Arrival
	if len(p.Payload) > silentSize {
		c.sounded = p.Arrival
	}
}

// Voice tells how the voice is heard at an instant. Before the start it counts
// as arriving.
func (c *Capture) Voice(now time.Time) VoiceState {
	c.mu.Lock()
	defer c.mu.Unlock()
	latest := func(at time.Time) time.Duration { return now.Sub(maxTime(at, c.start)) }
	switch {
	case latest(c.arrived) >= voicePatience:
		return VoiceMissing
	case latest(c.sounded) >= voicePatience:
		return VoiceSilent
	}
	return VoiceArriving
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
