package peertest

import (
	"bytes"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// line is a UDP port that can be cut, and listened in on.
type line struct {
	*net.UDPConn
	cut atomic.Bool

	mu sync.Mutex
	// voice has the packets of SRTP that were sent, and to is where.
	voice [][]byte
	to    netip.AddrPort
}

// overhear keeps a packet of SRTP (RFC 7983 section 7) that carries voice, and no reports
// (RFC 5761 section 4).
func (l *line) overhear(b []byte, to netip.AddrPort) {
	if len(b) < 2 || b[0]>>6 != 2 || b[1]&0x7f >= 64 && b[1]&0x7f < 96 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.voice, l.to = append(l.voice, bytes.Clone(b)), to
}

// replay sends what was overheard again.
func (l *line) replay() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.voice {
		if _, err := l.UDPConn.WriteToUDPAddrPort(b, l.to); err != nil {
			return err
		}
	}
	return nil
}

// ReadFrom receives a packet, none once the line is cut.
func (l *line) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := l.UDPConn.ReadFrom(b)
		if err != nil || !l.cut.Load() {
			return n, from, err
		}
	}
}

// ReadFromUDPAddrPort receives a packet, none once the line is cut.
func (l *line) ReadFromUDPAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, from, err := l.UDPConn.ReadFromUDPAddrPort(b)
		if err != nil || !l.cut.Load() {
			return n, from, err
		}
	}
}

// WriteTo sends a packet, to nowhere once the line is cut.
func (l *line) WriteTo(b []byte, to net.Addr) (int, error) {
	if l.cut.Load() {
		return len(b), nil
	}
	if address, is := to.(*net.UDPAddr); is {
		l.overhear(b, address.AddrPort())
	}
	return l.UDPConn.WriteTo(b, to)
}

// WriteToUDPAddrPort sends a packet, to nowhere once the line is cut.
func (l *line) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if l.cut.Load() {
		return len(b), nil
	}
	l.overhear(b, to)
	return l.UDPConn.WriteToUDPAddrPort(b, to)
}
