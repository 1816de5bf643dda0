package peer

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"
)

// Programs that speak over WHIP offer video too: it is refused, the voice is not.
func TestVideoIsRefusedAndTheVoiceIsNot(t *testing.T) {
	network, err := Listen(Config{Host: "127.0.0.1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	p, err := network.NewPeer(Events{Candidate: func(Candidate) {}, Connected: func(bool) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	program, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := program.GracefulClose(); err != nil {
			t.Error(err)
		}
	}()
	for kind, direction := range map[webrtc.RTPCodecType]webrtc.RTPTransceiverDirection{
		webrtc.RTPCodecTypeAudio: webrtc.RTPTransceiverDirectionSendrecv, webrtc.RTPCodecTypeVideo: webrtc.RTPTransceiverDirectionSendonly,
	} {
		if _, err := program.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: direction}); err != nil {
			t.Fatal(err)
		}
	}
	offer, err := program.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := program.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	answer, err := p.AnswerWhole(context.Background(), offer.SDP)
	if err != nil {
		t.Fatal(err)
	}
	// Whichever came first.
	_, audio, _ := strings.Cut(answer, "m=audio")
	audio, _, _ = strings.Cut(audio, "m=")
	if !strings.Contains(answer, "m=video 0 ") || !strings.Contains(audio, "a=recvonly") || !strings.Contains(audio, "maxaveragebitrate") || !strings.Contains(audio, "a=candidate:") {
		t.Errorf("got %s; want the voice taken and video with port 0", answer)
	}
}
