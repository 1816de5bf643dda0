package peer

import (
	"fmt"
	"regexp"
)

// bitrate is what a page is asked to spend on its voice, in bits a second.
// Browsers spend 32,000 of themselves; half as much again is heard in a
// recording, and an hour still fits into 25 MB.
const bitrate = 48_000

// Names of codecs are the same in capitals (RFC 4855 section 3).
var opusFormat = regexp.MustCompile(`(?mi)^a=rtpmap:(\d+) opus/`)

// withBitrate asks in an answer for the bitrate (RFC 7587 section 6.1).
func withBitrate(sdp string) string {
	asked := map[string]bool{}
	for _, found := range opusFormat.FindAllStringSubmatch(sdp, -1) {
		format := found[1]
		if asked[format] {
			continue
		}
		asked[format] = true
		line := regexp.MustCompile(`(?m)^(a=fmtp:` + format + ` [^\r\n]*)`)
		if !line.MatchString(sdp) {
			whole := regexp.MustCompile(`(?mi)^(a=rtpmap:` + format + ` opus/[^\r\n]*(\r?\n))`)
			sdp = whole.ReplaceAllString(sdp, fmt.Sprintf("${1}a=fmtp:%s maxaveragebitrate=%d${2}", format, bitrate))
			continue
		}
		sdp = line.ReplaceAllString(sdp, fmt.Sprintf("${1};maxaveragebitrate=%d", bitrate))
	}
	return sdp
}
