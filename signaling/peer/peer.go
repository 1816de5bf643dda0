package peer

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"practice/problem"
	"practice/recordings"
)

// Slots is how many other voices a peer can hear.
const Slots = 3

// Candidate is a trickled ICE candidate (RFC 8838); an empty Candidate ends
// them.
type Candidate struct {
	Candidate     string
	SDPMid        string
	SDPMLineIndex uint16
}

// Events are what a peer reports. They are called from goroutines of the
// network and must not wait for the peer.
type Events struct {
	// Candidate: the server has an ICE candidate for the page.
	Candidate func(Candidate)
	// Connected: voices can flow, or no longer can.
	Connected func(bool)
}

// Sink takes a peer's voice. The packet is only borrowed.
type Sink func(recordings.Packet)

// Peer is the connection to one page. It is safe for concurrent use.
type Peer struct {
	connection *webrtc.PeerConnection
	slots      []*slot
	readers    sync.WaitGroup
	// countsAnew: the sender's packets are taken whatever their numbers, see newAPI.
	countsAnew bool

	mu sync.RWMutex
	// listeners are the slots of others that play this peer's voice.
	listeners []*slot
	sink      Sink
	reports   func(recordings.SenderReport)
	closed    bool

	negotiation sync.Mutex
	// offer is the one of a speaker that was answered last.
	offer *sdp.SessionDescription
}

// NewPeer prepares the connection to a page, which makes the offer.
func (n *Network) NewPeer(events Events) (*Peer, error) {
	p, err := newPeer(n.pages, events)
	if err != nil {
		return nil, err
	}
	for i := range Slots {
		if err := p.addSlot(i); err != nil {
			return nil, errors.Join(err, p.connection.Close())
		}
	}
	return p, nil
}

// newPeer prepares a connection that plays nothing.
func newPeer(api *webrtc.API, events Events) (*Peer, error) {
	connection, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("prepare a connection: %w", err)
	}
	p := &Peer{connection: connection}
	connection.OnTrack(p.receive)
	connection.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c == nil {
			events.Candidate(Candidate{})
			return
		}
		events.Candidate(candidateOf(c.ToJSON()))
	})
	connection.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		events.Connected(state == webrtc.PeerConnectionStateConnected)
	})
	return p, nil
}

func (p *Peer) addSlot(i int) error {
	track, err := webrtc.NewTrackLocalStaticRTP(opus().RTPCodecCapability, fmt.Sprint("voice-", i), fmt.Sprint("voice-", i))
	if err != nil {
		return fmt.Errorf("prepare voice %d: %w", i, err)
	}
	transceiver, err := p.connection.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return fmt.Errorf("prepare voice %d: %w", i, err)
	}
	p.slots = append(p.slots, &slot{track: track})
	// Reading lets pion answer the page's requests for retransmission.
	p.readers.Go(func() { discardRTCP(transceiver.Sender().ReadRTCP) })
	return nil
}

// receive begins to read the page's voice.
func (p *Peer) receive(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.readers.Go(func() { p.read(track) })
	p.readers.Go(func() { p.readReports(receiver.ReadRTCP) })
}

// Answer takes the page's offer and returns the answer. An offer may come
// again, to restart ICE. It fails with an [OfferError] where the offer is at fault.
func (p *Peer) Answer(offer string) (string, error) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	d, err := readOffer(offer)
	if err != nil {
		return "", err
	}
	for _, m := range d.MediaDescriptions {
		if kind := m.MediaName.Media; kind != "audio" { // a data channel would be opened, and fill up
			return "", unusable("The offer has a section of kind %s; only audio is taken.", problem.Quote(kind))
		}
	}
	if err := p.take(withoutCandidates(d)); err != nil {
		return "", err
	}
	answer, err := p.connection.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	if err := p.connection.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("answer the offer: %w", err)
	}
	return withBitrate(answer.SDP), nil
}

// take makes an offer the connection's.
func (p *Peer) take(offer *sdp.SessionDescription) error {
	text, err := offer.Marshal()
	if err != nil {
		return fmt.Errorf("write the offer: %w", err)
	}
	if err := p.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: string(text)}); err != nil {
		return &OfferError{Malformed: true, Words: "The offer can’t be used; the server’s log says why.", cause: err}
	}
	return nil
}

// Hear plays these voices to the peer, and no others. More than [Slots] do not
// fit; the rest is not heard.
func (p *Peer) Hear(others []*Peer) {
	for _, s := range p.slots {
		if source := s.playing(); source != nil && !slices.Contains(others, source) {
			source.unlisten(s)
			s.carry(nil)
		}
	}
	for _, other := range others {
		if slices.ContainsFunc(p.slots, func(s *slot) bool { return s.playing() == other }) {
			continue
		}
		if free := slices.IndexFunc(p.slots, func(s *slot) bool { return s.playing() == nil }); free >= 0 {
			p.slots[free].carry(other)
			other.listen(p.slots[free])
		}
	}
}

// SetSink sends the peer's voice to sink too, nil for nowhere. When it
// returns, the sink before is not called any more.
func (p *Peer) SetSink(sink Sink) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sink = sink
}

// SetReports sends what the peer reports of its voice's clock to take, nil for
// nowhere. When it returns, the function before is not called any more.
func (p *Peer) SetReports(take func(recordings.SenderReport)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reports = take
}

// Close ends the connection and returns when nothing of it runs any more.
func (p *Peer) Close() error {
	p.Hear(nil)
	p.mu.Lock()
	p.sink, p.reports, p.closed = nil, nil, true
	p.mu.Unlock()
	err := p.connection.GracefulClose()
	p.readers.Wait()
	if err != nil {
		return fmt.Errorf("close a connection: %w", err)
	}
	return nil
}

func (p *Peer) listen(s *slot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listeners = append(p.listeners, s)
}

func (p *Peer) unlisten(s *slot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listeners = slices.DeleteFunc(p.listeners, func(l *slot) bool { return l == s })
}

// read passes the page's voice on until the track ends.
func (p *Peer) read(track *webrtc.TrackRemote) {
	var before *replays
	if p.countsAnew {
		before = newReplays()
	}
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if len(packet.Payload) > 0 && (before == nil || !before.again(packet)) {
			p.pass(packet, time.Now())
		}
	}
}

func (p *Peer) pass(packet *rtp.Packet, now time.Time) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.sink != nil {
		p.sink(recordings.Packet{
			SSRC: packet.SSRC, Sequence: packet.SequenceNumber, Timestamp: packet.Timestamp, Payload: packet.Payload, Arrival: now,
		})
	}
	for _, s := range p.listeners {
		s.forward(p, packet, now)
	}
}

func (s *slot) playing() *Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source
}

func candidateOf(init webrtc.ICECandidateInit) Candidate {
	c := Candidate{Candidate: init.Candidate}
	if init.SDPMid != nil {
		c.SDPMid = *init.SDPMid
	}
	if init.SDPMLineIndex != nil {
		c.SDPMLineIndex = *init.SDPMLineIndex
	}
	return c
}
