package ogg

// Samples returns how long an Opus packet plays, in samples at 48 kHz, from
// its first bytes (RFC 6716 section 3.1 and 3.2). It returns 0 for a packet that is
// malformed: empty, without the frame count it announces, or longer than the
// 120 ms that are allowed.
func Samples(packet []byte) int {
	if len(packet) == 0 {
		return 0
	}
	toc := packet[0]
	frames := 1
	switch toc & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) < 2 {
			return 0
		}
		frames = int(packet[1] & 63)
	}
	samples := frames * frameSamples(toc>>3)
	if samples > 120*48 {
		return 0
	}
	return samples
}

// frameSamples returns the frame size of a TOC configuration, RFC 6716 table 2.
func frameSamples(configuration byte) int {
	switch {
	case configuration < 12: // SILK: 10, 20, 40, 60 ms
		return [4]int{480, 960, 1920, 2880}[configuration&3]
	case configuration < 16: // hybrid: 10, 20 ms
		return [2]int{480, 960}[configuration&1]
	default: // CELT: 2.5, 5, 10, 20 ms
		return [4]int{120, 240, 480, 960}[configuration&3]
	}
}

// SilenceStep is the shortest silence packet, in samples at 48 kHz.
const SilenceStep = 120

// AppendSilence appends a packet that plays as silence in every decoder and
// lasts at most limit samples: 960, 480, 240 or 120. It returns the packet's
// samples; 0, with nothing appended, when limit is below [SilenceStep].
//
// The packet is mono full-band CELT whose first coded symbol is the silence
// flag (RFC 6716 section 4.3), as libopus encodes digital silence.
func AppendSilence(b []byte, limit int64) ([]byte, int) {
	for i, samples := range [4]int{960, 480, 240, 120} {
		if limit >= int64(samples) {
			configuration := byte(31 - i)
			return append(b, configuration<<3, 0xff, 0xfe), samples
		}
	}
	return b, 0
}
