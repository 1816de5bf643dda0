// Package peertest has a browser's end of a voice connection, for tests: a real
// WebRTC client that offers, trickles, speaks and listens as the page does.
package peertest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"practice/signaling/peer"
)

// FrameDuration is the length of the packets that browsers send.
const FrameDuration = 20 * time.Millisecond

// samplesPerFrame is FrameDuration at 48 kHz.
const samplesPerFrame = 960

// Options say how the browser reaches the network.
type Options struct {
	// TCPOnly: UDP is blocked.
	TCPOnly bool
	// Speaker: a program that only speaks (RFC 9725), with Video beside its voice
	// or without; Both lets it offer to hear as well.
	Speaker, Video, Both bool
	// VideoFirst lets the picture be the first section.
	VideoFirst bool
	// Candidate is called with each candidate of the browser.
	Candidate func(peer.Candidate)
	// Sequence and Timestamp are those of the last packet before the first. By
	// default both wrap within a second or two.
	Sequence  uint16
	Timestamp uint32
}

// Heard is a packet that the browser received.
type Heard struct {
	// Voice is the number of the transceiver it came on, 0 to 2.
	Voice  int
	Packet rtp.Packet
}

// Browser is one end of a voice connection.
type Browser struct {
	// Heard has what was received; the oldest are dropped when nobody reads.
	Heard      chan Heard
	connection *webrtc.PeerConnection
	// line and port are nil over TCP.
	line       *line
	port       ice.UDPMux
	microphone *webrtc.TrackLocalStaticRTP
	// answered is the server's last answer.
	answered string
	readers  sync.WaitGroup

	mu        sync.Mutex
	next      rtp.Header
	connected chan struct{}
}

// heardLength is how many packets wait for the test.
const heardLength = 4096

// New opens a connection with a microphone and three voices to hear.
func New(options Options) (*Browser, error) {
	b := &Browser{Heard: make(chan Heard, heardLength), connected: make(chan struct{})}
	b.next = rtp.Header{
		Version: 2, SequenceNumber: cmp.Or(options.Sequence, 65_500), Timestamp: cmp.Or(options.Timestamp, 4_294_900_000),
	}
	api, err := b.newAPI(options.TCPOnly)
	if err != nil {
		return nil, err
	}
	connection, err := api.NewPeerConnection(webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle})
	if err != nil {
		return nil, fmt.Errorf("open a connection: %w", err)
	}
	b.connection = connection
	if err := b.addVoices(options); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	connection.OnICECandidate(func(c *webrtc.ICECandidate) {
		if options.Candidate == nil {
			return
		}
		if c == nil {
			options.Candidate(peer.Candidate{})
			return
		}
		init := c.ToJSON()
		options.Candidate(peer.Candidate{Candidate: init.Candidate, SDPMid: *init.SDPMid, SDPMLineIndex: *init.SDPMLineIndex})
	})
	var once sync.Once
	connection.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(b.connected) })
		}
	})
	return b, nil
}

func (b *Browser) newAPI(tcpOnly bool) (*webrtc.API, error) {
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		return nil, fmt.Errorf("register codecs: %w", err)
	}
	settings := webrtc.SettingEngine{LoggerFactory: &logging.DefaultLoggerFactory{Writer: io.Discard}}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	if tcpOnly {
		settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
	} else {
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return nil, fmt.Errorf("open a port: %w", err)
		}
		b.line = &line{UDPConn: conn}
		b.port = webrtc.NewICEUDPMux(nil, b.line)
		settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
		settings.SetICEUDPMux(b.port)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithSettingEngine(settings)), nil
}

func (b *Browser) addVoices(options Options) error {
	var err error
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	if b.microphone, err = webrtc.NewTrackLocalStaticRTP(codec, "microphone", "page"); err != nil {
		return fmt.Errorf("open the microphone: %w", err)
	}
	if options.VideoFirst {
		if err := b.addVideo(true); err != nil {
			return err
		}
	}
	sendonly := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}
	if options.Both {
		sendonly.Direction = webrtc.RTPTransceiverDirectionSendrecv
	}
	if _, err := b.connection.AddTransceiverFromTrack(b.microphone, sendonly); err != nil {
		return fmt.Errorf("add the microphone: %w", err)
	}
	if options.Speaker {
		return b.addVideo(options.Video && !options.VideoFirst)
	}
	voices := map[*webrtc.RTPReceiver]int{}
	for i := range peer.Slots {
		recvonly := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
		transceiver, err := b.connection.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, recvonly)
		if err != nil {
			return fmt.Errorf("add voice %d: %w", i, err)
		}
		voices[transceiver.Receiver()] = i
	}
	b.connection.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		b.readers.Go(func() { b.listen(track, voices[receiver]) })
	})
	return nil
}

func (b *Browser) listen(track *webrtc.TrackRemote, voice int) {
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		heard := Heard{voice, *packet}
		select {
		case b.Heard <- heard:
		default:
			select {
			case <-b.Heard:
			default:
			}
			select {
			case b.Heard <- heard:
			default:
			}
		}
	}
}

// Offer makes an offer; with restart it restarts ICE (RFC 8839 section 4.4.3.1.1).
func (b *Browser) Offer(restart bool) (string, error) {
	offer, err := b.connection.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return "", fmt.Errorf("offer: %w", err)
	}
	if err := b.connection.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("offer: %w", err)
	}
	return offer.SDP, nil
}

// Answer takes the server's answer.
func (b *Browser) Answer(sdp string) error {
	b.answered = sdp
	return b.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp})
}

// AddCandidate takes a candidate of the server.
func (b *Browser) AddCandidate(c peer.Candidate) error {
	return b.connection.AddICECandidate(webrtc.ICECandidateInit{Candidate: c.Candidate, SDPMid: &c.SDPMid, SDPMLineIndex: &c.SDPMLineIndex})
}

// Connected is closed once voices flow.
func (b *Browser) Connected() <-chan struct{} { return b.connected }

// Say sends one packet, the next of the stream.
func (b *Browser) Say(payload []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next.SequenceNumber++
	b.next.Timestamp += samplesPerFrame
	return b.microphone.WriteRTP(&rtp.Packet{Header: b.next, Payload: payload})
}

// Recount lets the numbers of what is said next go back by so many packets, as an
// encoder does that begins anew; its time goes on.
func (b *Browser) Recount(by uint16) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next.SequenceNumber -= by
}

// Replay sends every packet of the voice again as it was, as somebody on the way can.
func (b *Browser) Replay() error { return b.line.replay() }

// Cut takes the network away without a word: whatever is sent, either way, is
// lost from now on.
func (b *Browser) Cut() { b.line.cut.Store(true) }

// Mend gives the network back.
func (b *Browser) Mend() { b.line.cut.Store(false) }

// Transport names the protocol of the pair of candidates that is used: "udp"
// or "tcp"; empty before the connection.
func (b *Browser) Transport() string {
	for _, sender := range b.connection.GetSenders() {
		pair, err := sender.Transport().ICETransport().GetSelectedCandidatePair()
		if err == nil && pair != nil {
			return pair.Local.Protocol.String()
		}
	}
	return ""
}

// Close hangs up and returns when nothing runs any more.
func (b *Browser) Close() error {
	err := b.connection.GracefulClose()
	b.readers.Wait()
	if b.port != nil {
		err = errors.Join(err, b.port.Close())
	}
	return err
}
