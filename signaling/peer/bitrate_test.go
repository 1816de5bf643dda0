package peer

import "testing"

func TestAnAnswerAsksForTheBitrate(t *testing.T) {
	got := withBitrate("m=audio 9 RTP 109\r\na=rtpmap:109 opus/48000/2\r\na=fmtp:109 minptime=10;useinbandfec=1\r\nm=audio 9 RTP 109\r\n" +
		"a=rtpmap:109 opus/48000/2\r\na=fmtp:109 minptime=10\r\na=fmtp:110 x=1\r\n")
	want := "m=audio 9 RTP 109\r\na=rtpmap:109 opus/48000/2\r\na=fmtp:109 minptime=10;useinbandfec=1;maxaveragebitrate=48000\r\nm=audio 9 RTP 109\r\n" +
		"a=rtpmap:109 opus/48000/2\r\na=fmtp:109 minptime=10;maxaveragebitrate=48000\r\na=fmtp:110 x=1\r\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
