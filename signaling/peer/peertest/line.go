package peertest

import (
	"net"
	"net/netip"
	"sync/atomic"
)

// line is a UDP port that can be cut.
type line struct {
	*net.UDPConn
	cut atomic.Bool
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
	return l.UDPConn.WriteTo(b, to)
}

// WriteToUDPAddrPort sends a packet, to nowhere once the line is cut.
func (l *line) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if l.cut.Load() {
		return len(b), nil
	}
	return l.UDPConn.WriteToUDPAddrPort(b, to)
}
