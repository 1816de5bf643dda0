package peer

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
)

// How soon a silent connection is noticed. A peer that is gone shows as such
// after disconnectedAfter; it may come back with an ICE restart until
// failedAfter.
const (
	disconnectedAfter = 5 * time.Second
	failedAfter       = 30 * time.Second
	keepalive         = time.Second
)

// tcpReadBuffer is how many packets of a peer over TCP may wait.
const tcpReadBuffer = 64

// portTries is how often a free port is looked for that UDP and TCP both have.
const portTries = 20

// Config says where voices are received.
type Config struct {
	// Host is the address to bind to; empty, 0.0.0.0 or :: for all interfaces.
	Host string
	// Port is the UDP and TCP port; 0 takes a free one.
	Port int
	// Addresses are announced in place of the machine's own, when it stands
	// behind NAT.
	Addresses []string
	// Limit is put before the TCP port, so that not any number comes in; nil for
	// none.
	Limit func(*net.TCPListener) net.Listener
	Log   *slog.Logger
}

// Network is the one port that all peers share. It is safe for concurrent use.
type Network struct {
	// pages and programs make the connections of either.
	pages, programs *webrtc.API
	udp             ice.UDPMux
	tcp             ice.TCPMux
	port            int
	log             *slog.Logger
}

// Listen opens the port. The error for one that is taken names it and the
// variable that chooses another.
func Listen(config Config) (*Network, error) {
	ip, err := bindAddress(config.Host)
	if err != nil {
		return nil, err
	}
	n := &Network{log: config.Log}
	logs := logFactory{config.Log}
	for range portTries {
		if err = n.open(ip, config, logs); err == nil || config.Port != 0 {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	pages, pagesErr := n.newAPI(config, logs, false)
	programs, programsErr := n.newAPI(config, logs, true)
	if err = errors.Join(pagesErr, programsErr); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	n.pages, n.programs = pages, programs
	return n, nil
}

// Port is the number of the UDP and the TCP port.
func (n *Network) Port() int { return n.port }

// Close closes the port. Peers should be closed before.
func (n *Network) Close() error {
	return errors.Join(n.udp.Close(), n.tcp.Close())
}

// bindAddress returns the address to bind to, unspecified for all.
func bindAddress(host string) (net.IP, error) {
	if host == "" {
		return net.IPv4zero, nil // Go listens on IPv6 too for it
	}
	address, err := net.ResolveIPAddr("ip", host)
	if err != nil {
		return nil, fmt.Errorf("the address for voices %q is not one of this machine: %w", host, err)
	}
	return address.IP, nil
}

// open binds TCP first: it says whether the number is free, or finds a free
// one.
func (n *Network) open(ip net.IP, config Config, logs logFactory) error {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip, Port: config.Port})
	if err != nil {
		return portError("TCP", config.Port, err)
	}
	n.port = listener.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // a TCPListener's address
	if n.udp, err = openUDP(ip, n.port, logs); err != nil {
		return errors.Join(portError("UDP", n.port, err), listener.Close())
	}
	// What is written waits in memory: a page that takes nothing more would keep
	// those who speak to it waiting.
	var door net.Listener = listener
	if config.Limit != nil {
		door = config.Limit(listener)
	}
	n.tcp = webrtc.NewICETCPMux(logs.NewLogger("tcp"), door, tcpReadBuffer)
	return nil
}

func openUDP(ip net.IP, port int, logs logFactory) (ice.UDPMux, error) {
	if ip.IsUnspecified() {
		return ice.NewMultiUDPMuxFromPort(port, ice.UDPMuxFromPortWithLoopback(), ice.UDPMuxFromPortWithIPFilter(usable),
			ice.UDPMuxFromPortWithLogger(logs.NewLogger("udp")))
	}
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: ip, Port: port})
	if err != nil {
		return nil, err
	}
	return webrtc.NewICEUDPMux(logs.NewLogger("udp"), conn), nil
}

// usable passes over link-local addresses (RFC 4291 section 2.5.6, RFC 3927): they
// mean nothing to a browser elsewhere, and can't be bound while the system is
// still making sure that they are unique.
func usable(ip net.IP) bool { return !ip.IsLinkLocalUnicast() }

func portError(protocol string, port int, err error) error {
	why := "can't be opened"
	if errors.Is(err, syscall.EADDRINUSE) {
		why = "is taken by another program"
	}
	return fmt.Errorf("the %s port %s for voices %s (%w); give another with --ice-port or PRACTICE_ICE_PORT", protocol, strconv.Itoa(port), why, err)
}

// newAPI sets pion up: Opus only, retransmission, reports, the shared port.
//
// SRTP takes no packet whose number went back far (RFC 3711 section 3.3.2). For pages
// that holds. The encoder of a program may begin to count anew under the same name
// (RFC 3550 appendix A.1); so what comes again is told by its content, see replays.
func (n *Network) newAPI(config Config, logs logFactory, countsAnew bool) (*webrtc.API, error) {
	media := &webrtc.MediaEngine{}
	if err := media.RegisterCodec(opus(), webrtc.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("register Opus: %w", err)
	}
	interceptors := &interceptor.Registry{}
	if err := errors.Join(webrtc.ConfigureNack(media, interceptors), webrtc.ConfigureRTCPReports(interceptors)); err != nil {
		return nil, fmt.Errorf("set RTP up: %w", err)
	}
	settings := webrtc.SettingEngine{LoggerFactory: logs}
	settings.DisableSRTPReplayProtection(countsAnew)
	settings.SetICEUDPMux(boundedMux{n.udp})
	settings.SetICETCPMux(n.tcp)
	settings.SetNetworkTypes([]webrtc.NetworkType{
		webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6,
	})
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetIPFilter(usable)
	settings.DisableActiveTCP(true)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetICETimeouts(disconnectedAfter, failedAfter, keepalive)
	if len(config.Addresses) > 0 {
		if err := settings.SetICEAddressRewriteRules(webrtc.ICEAddressRewriteRule{
			External: config.Addresses, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteReplace,
		}); err != nil {
			return nil, fmt.Errorf("announce %v (PRACTICE_ICE_ADDRESSES): %w", config.Addresses, err)
		}
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(interceptors), webrtc.WithSettingEngine(settings)), nil
}

// opus is the one codec, as browsers offer it (RFC 7587), with retransmission
// (RFC 4585).
func opus() webrtc.RTPCodecParameters {
	return webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
			RTCPFeedback: []webrtc.RTCPFeedback{{Type: webrtc.TypeRTCPFBNACK}},
		},
		PayloadType: 111,
	}
}
