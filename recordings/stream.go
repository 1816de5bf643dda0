package recordings

const (
	// LeadIn is what lies in front of position 0, in samples: the voice that the
	// encoder had heard, without which the first syllable would be distorted. No
	// player plays it; decoders settle on it (RFC 7845 section 4.2 advises 3840
	// samples).
	LeadIn = 3840
	// Lookahead is the delay of the encoder in browsers, which is libopus:
	// 2.5 ms of overlap and 4 ms of compensation. Skipping it too puts what was
	// said at an instant at that instant.
	Lookahead = 312
	PreSkip   = LeadIn + Lookahead
)

// SerialOf makes a stream's serial number of the clip's ID (FNV-1a), so that
// the same recording gives the same file.
func SerialOf(id string) uint32 {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return h
}
