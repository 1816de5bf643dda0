package peer_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// sections are so many more media sections of an offer.
func sections(count int) string {
	var b strings.Builder
	for n := range count {
		fmt.Fprintf(&b, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:%d\r\na=recvonly\r\na=rtpmap:111 opus/48000/2\r\n", 10+n)
	}
	return b.String()
}

func TestOffersThatAreNoneAreRefused(t *testing.T) {
	network := listen(t)
	browser, err := peertest.New(peertest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	good, err := browser.Offer(false)
	if err != nil {
		t.Fatal(err)
	}
	for name, offer := range map[string]string{
		"nothing":                 "",
		"words":                   "hello",
		"no media":                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
		"no ICE":                  strings.ReplaceAll(good, "a=ice-", "a=nice-"),
		"no fingerprint":          strings.ReplaceAll(good, "a=fingerprint", "a=thumb"),
		"another codec":           strings.ReplaceAll(good, "opus/48000/2", "speex/8000"),
		"cut in the middle":       good[:len(good)/2],
		"sections without an end": good + sections(400),
		"a data channel":          good + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:10\r\na=sctp-port:5000\r\n",
		"a picture":               good + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:10\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n",
		"media of unknown kinds":  strings.ReplaceAll(good, "m=audio", "m=telepathy"),
	} {
		t.Run(name, func(t *testing.T) {
			p, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
			if err != nil {
				t.Fatal(err)
			}
			if answer, err := p.Answer(offer); err == nil {
				t.Errorf("the answer is %q, want an error", answer)
			}
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// Whatever a page offers, the server answers or refuses, and goes on.
func FuzzAnswer(f *testing.F) {
	example, err := os.ReadFile("../testdata/from-page/offer.json")
	if err != nil {
		f.Fatal(err)
	}
	var chromium struct{ SDP string }
	if err := json.Unmarshal(example, &chromium); err != nil {
		f.Fatal(err)
	}
	f.Add(chromium.SDP)
	f.Add("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
	network, err := peer.Listen(peer.Config{Host: "127.0.0.1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := network.Close(); err != nil {
			f.Errorf("close the network: %v", err)
		}
	})
	f.Fuzz(func(t *testing.T, offer string) {
		p, err := network.NewPeer(peer.Events{Candidate: func(peer.Candidate) {}, Connected: func(bool) {}})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := p.Answer(offer)
		if (answer == "") == (err == nil) {
			t.Errorf("answered %q, %v; want an answer or an error", answer, err)
		}
		if _, idErr := peer.OfferID(offer); idErr != nil && err == nil {
			t.Errorf("an offer without an ID was answered: %v", idErr)
		}
		if err := p.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}
