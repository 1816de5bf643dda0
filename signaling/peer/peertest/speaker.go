package peertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pion/webrtc/v4"

	"practice/signaling/peer"
)

// gatherTimeout bounds the search for ways out of the machine.
const gatherTimeout = 10 * time.Second

// addVideo offers a picture too, as OBS does. pion can't take an answer that
// declines what it sends, so it offers to see one; [Browser.OfferWhole] says
// otherwise.
func (b *Browser) addVideo(video bool) error {
	if !video {
		return nil
	}
	recvonly := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
	if _, err := b.connection.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, recvonly); err != nil {
		return fmt.Errorf("offer a picture: %w", err)
	}
	return nil
}

// OfferWhole is Offer with every candidate in it.
func (b *Browser) OfferWhole(restart bool) (string, error) {
	before := b.connection.ICEGatheringState()
	gathered := webrtc.GatheringCompletePromise(b.connection)
	if _, err := b.Offer(restart); err != nil {
		return "", err
	}
	if before == webrtc.ICEGatheringStateComplete {
		gathered = webrtc.GatheringCompletePromise(b.connection)
	}
	select {
	case <-gathered:
		return strings.ReplaceAll(b.connection.LocalDescription().SDP, "a=recvonly", "a=sendonly"), nil
	case <-time.After(gatherTimeout):
		return "", errors.New("candidates were not gathered in time")
	}
}

// FragmentOf is what an offer says of ICE, as an SDP fragment.
func FragmentOf(offer string) string {
	var session, media []string
	for line := range strings.Lines(offer) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "a=ice-ufrag:"), strings.HasPrefix(line, "a=ice-pwd:"):
			if !slices.Contains(session, line) {
				session = append(session, line)
			}
		case strings.HasPrefix(line, "m=") && media == nil, strings.HasPrefix(line, "a=mid:0"):
			media = append(media, line)
		case strings.HasPrefix(line, "a=candidate:"), strings.HasPrefix(line, "a=end-of-candidates"):
			if !slices.Contains(media, line) {
				media = append(media, line)
			}
		}
	}
	return strings.Join(append(session, media...), "\r\n") + "\r\n"
}

// Restarted takes the server's fragment after a restart of ICE: the answer is
// the last one with other ways to the server.
func (b *Browser) Restarted(fragment string) error {
	f, err := peer.ParseFragment(fragment)
	if err != nil {
		return err
	}
	var lines []string
	placed := false
	for line := range strings.Lines(b.answered) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "a=candidate:"), strings.HasPrefix(line, "a=end-of-candidates"):
			continue
		case strings.HasPrefix(line, "a=ice-ufrag:"):
			line = "a=ice-ufrag:" + f.Ufrag
		case strings.HasPrefix(line, "a=ice-pwd:"):
			line = "a=ice-pwd:" + f.Pwd
		}
		lines = append(lines, line)
		if strings.HasPrefix(line, "a=mid:") && !placed {
			placed = true
			for _, c := range f.Candidates {
				lines = append(lines, "a="+c)
			}
		}
	}
	return b.Answer(strings.Join(lines, "\r\n") + "\r\n")
}
