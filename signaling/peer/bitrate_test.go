package peer

import (
	"strings"
	"testing"
)

func TestAnAnswerAsksForTheBitrate(t *testing.T) {
	const media = "m=audio 9 RTP 109\r\n"
	for _, codec := range []string{"opus", "OPUS", "Opus"} { // RFC 4855 section 3
		format := "a=rtpmap:109 " + codec + "/48000/2\r\n"
		for sections, want := range map[string]string{
			media + format + "a=fmtp:109 minptime=10;useinbandfec=1\r\n" + media + format + "a=fmtp:109 minptime=10\r\na=fmtp:110 x=1\r\n": media + format +
				"a=fmtp:109 minptime=10;useinbandfec=1;maxaveragebitrate=48000\r\n" + media + format + "a=fmtp:109 minptime=10;maxaveragebitrate=48000\r\na=fmtp:110 x=1\r\n",
			media + format + "a=recvonly\r\n": media + format + "a=fmtp:109 maxaveragebitrate=48000\r\na=recvonly\r\n",
		} {
			if got := withBitrate(sections); got != want {
				t.Errorf("%s: got %q, want %q", codec, got, want)
			}
		}
	}
	if got := withBitrate(strings.ReplaceAll(media, "audio", "video")); strings.Contains(got, "bitrate") {
		t.Errorf("without Opus: got %q, want no bitrate", got)
	}
}
