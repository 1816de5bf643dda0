package peer

import (
	"context"
	"fmt"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// NewSpeaker prepares the connection to a program that sends its voice and hears
// nobody (RFC 9725). connected tells whether the voice can flow, as
// [Events].Connected does.
func (n *Network) NewSpeaker(connected func(bool)) (*Peer, error) {
	// Candidates of the server go into the answer.
	return newPeer(n.programs, Events{Candidate: func(Candidate) {}, Connected: connected})
}

// AnswerSpeaker takes a program's offer and returns an answer with every
// candidate of the server. It fails with an [OfferError] where the offer is at
// fault.
func (p *Peer) AnswerSpeaker(ctx context.Context, offer string) (string, error) {
	d, err := readSpeaker(offer)
	if err != nil {
		return "", err
	}
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	return p.answerWhole(ctx, d, offer)
}

// Current tells the ICE credentials that the program uses now.
func (p *Peer) Current() (ufrag, pwd string) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	f := fragmentOf(p.offer)
	return f.Ufrag, f.Pwd
}

// Trickle takes more candidates of the program (RFC 8838).
func (p *Peer) Trickle(f Fragment) error {
	for _, c := range f.Candidates {
		if err := p.AddCandidate(Candidate{Candidate: c, SDPMid: f.Mid}); err != nil {
			return err
		}
	}
	if f.Ended {
		return p.AddCandidate(Candidate{SDPMid: f.Mid})
	}
	return nil
}

// Restart restarts ICE with new credentials and candidates of the program, and
// returns those of the server (RFC 9725 section 4.3.3). The connection above ICE
// goes on. It fails with an [OfferError] where the fragment is at fault.
func (p *Peer) Restart(ctx context.Context, f Fragment) (Fragment, error) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	offer := restarted(p.offer, f)
	text, err := offer.Marshal()
	if err != nil {
		return Fragment{}, fmt.Errorf("restart ICE: %w", err)
	}
	answer, err := p.answerWhole(ctx, offer, string(text))
	if err != nil {
		return Fragment{}, err
	}
	var d sdp.SessionDescription
	if err := d.UnmarshalString(answer); err != nil {
		return Fragment{}, fmt.Errorf("restart ICE: %w", err)
	}
	return fragmentOf(&d), nil
}

// answerWhole answers and waits until every way to the server is known.
func (p *Peer) answerWhole(ctx context.Context, offer *sdp.SessionDescription, text string) (string, error) {
	if err := p.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: text}); err != nil {
		return "", malformed("The offer can’t be used: %.200s.", err)
	}
	// A restart has begun to gather; a first answer will.
	gathered := webrtc.GatheringCompletePromise(p.connection)
	answer, err := p.connection.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	if err := p.connection.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", fmt.Errorf("answer the offer: %w", ctx.Err())
	}
	p.offer = offer
	return withDeclined(withBitrate(p.connection.LocalDescription().SDP), offer)
}
