package recordings

const (
	// leadIn is what lies in front of position 0, in samples: the voice that the
	// encoder had heard, without which the first syllable would be distorted. No
	// player plays it; decoders settle on it (RFC 7845 section 4.2 advises 3840
	// samples).
	leadIn = 3840
	// lookahead is the delay of the encoder in browsers, which is libopus:
	// 2.5 ms of overlap and 4 ms of compensation. Skipping it too puts what was
	// said at an instant at that instant.
	lookahead = 312
	preSkip   = leadIn + lookahead
)

// serialOf makes a stream's serial number of the clip's ID (FNV-1a), so that
// the same recording gives the same file.
func serialOf(id string) uint32 {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return h
}
