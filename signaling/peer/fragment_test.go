package peer

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParseFragment: any bytes are refused in words, or come out as they went in.
func FuzzParseFragment(f *testing.F) {
	f.Add("a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n" +
		"a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw\r\na=end-of-candidates\r\n")
	f.Add("a=ice-ufrag:EsAw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\n")
	f.Add("m=\na=candidate:\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseFragment(text)
		if refused, ok := errors.AsType[*OfferError](err); err != nil && (!ok || refused.Words == "") {
			t.Fatalf("got error %v, want one in words", err)
		}
		if err != nil {
			return
		}
		again, err := ParseFragment(got.String())
		if err != nil || again.Ufrag != got.Ufrag || again.Pwd != got.Pwd || strings.Join(again.Candidates, "|") != strings.Join(got.Candidates, "|") {
			t.Fatalf("%+v comes back as %+v, %v", got, again, err)
		}
	})
}

// FuzzReadSpeaker: no offer makes the reader fail otherwise than in words.
func FuzzReadSpeaker(f *testing.F) {
	f.Add("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:111 opus/48000/2\r\na=sendonly\r\n")
	f.Fuzz(func(t *testing.T, offer string) {
		d, err := readSpeaker(offer)
		if refused, ok := errors.AsType[*OfferError](err); err != nil && (!ok || refused.Words == "") {
			t.Fatalf("got error %v, want one in words", err)
		}
		if err == nil {
			_, err = restarted(d, Fragment{Ufrag: "abcd", Pwd: "abcdefghijklmnopqrstuv", Candidates: []string{"candidate:1 1 udp 1 127.0.0.1 9 typ host"}}).Marshal()
		}
		if err != nil && d != nil {
			t.Fatalf("the restarted offer can't be written: %v", err)
		}
	})
}
