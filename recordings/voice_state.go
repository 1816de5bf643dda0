package recordings

// VoiceState is how the recorder hears a candidate.
type VoiceState string

// The states.
const (
	// VoiceArriving: there is sound.
	VoiceArriving VoiceState = "arriving"
	// VoiceSilent: packets come, but for 3 s nothing but digital
	// silence, as of a microphone that is muted by the system.
	VoiceSilent VoiceState = "silent"
	// VoiceMissing: no packet came for 3 s.
	VoiceMissing VoiceState = "missing"
)
