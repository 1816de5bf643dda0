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
	p, err := newPeer(n.programs, Events{Candidate: func(Candidate) {}, Connected: connected})
	if err != nil {
		return nil, err
	}
	p.countsAnew = true
	return p, nil
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
	return p.answerWhole(ctx, withoutCandidates(d))
}

// Current tells the ICE credentials that the program uses now.
func (p *Peer) Current() (ufrag, pwd string) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	f := fragmentOf(p.offer)
	return f.Ufrag, f.Pwd
}

// Restart restarts ICE with new credentials and candidates of the program, and
// returns those of the server (RFC 9725 section 4.3.3). The connection above ICE
// goes on. It fails with an [OfferError] where the fragment is at fault.
func (p *Peer) Restart(ctx context.Context, f Fragment) (Fragment, error) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	answer, err := p.answerWhole(ctx, restarted(p.offer, f))
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
func (p *Peer) answerWhole(ctx context.Context, offer *sdp.SessionDescription) (string, error) {
	if err := p.take(offer); err != nil {
		return "", err
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
