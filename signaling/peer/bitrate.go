package peer

import (
	"fmt"
	"regexp"
)

// bitrate is what a page is asked to spend on its voice, in bits a second.
// Browsers spend 32,000 of themselves; half as much again is heard in a
// recording, and an hour still fits into 25 MB.
const bitrate = 48_000

var opusFormat = regexp.MustCompile(`(?m)^a=rtpmap:(\d+) opus/`)

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
		sdp = line.ReplaceAllString(sdp, fmt.Sprintf("${1};maxaveragebitrate=%d", bitrate))
	}
	return sdp
}
