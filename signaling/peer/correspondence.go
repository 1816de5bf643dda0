package peer

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/ice/v4"
)

// mostCorrespondents is how many addresses one ICE session may be at, for each
// address of the server's. A browser has one for each network that its machine is in.
const mostCorrespondents = 16

// correspondence is the part of the UDP port that one ICE session has. A check that is
// signed with the password of the session is answered, and its sender's address
// checked several times (RFC 8445 section 7.3.1.4): whoever has the password and
// writes any address into the packets would let the server send ten times as much
// there. So only the first addresses that the server wrote to count; from others
// nothing is taken, and none is written to.
type correspondence struct {
	net.PacketConn
	quick ice.AddrPortReaderWriter

	mu sync.Mutex
	// known are those to whom the server has written.
	known map[netip.AddrPort]struct{}
}

func newCorrespondence(conn net.PacketConn, quick ice.AddrPortReaderWriter) *correspondence {
	return &correspondence{PacketConn: conn, quick: quick, known: map[netip.AddrPort]struct{}{}}
}

// ReadFromAddrPort returns the next packet of somebody who may be known.
func (c *correspondence) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, from, err := c.quick.ReadFromAddrPort(b)
		if err != nil || c.hears(from) {
			return n, from, err
		}
	}
}

// WriteToAddrPort sends a packet. It fails when that would be to one address too many.
func (c *correspondence) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if !c.meet(to) {
		return 0, fmt.Errorf("%s is one address more than the %d of an ICE session", to, mostCorrespondents)
	}
	return c.quick.WriteToAddrPort(b, to)
}

// ReadFrom is ReadFromAddrPort.
func (c *correspondence) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.ReadFromAddrPort(b)
	return n, net.UDPAddrFromAddrPort(from), err
}

// WriteTo is WriteToAddrPort.
func (c *correspondence) WriteTo(b []byte, to net.Addr) (int, error) {
	address, is := to.(*net.UDPAddr)
	if !is {
		return 0, fmt.Errorf("%v is no address of UDP", to)
	}
	return c.WriteToAddrPort(b, address.AddrPort())
}

// hears reports whether packets from an address are taken: there is room for it, or
// it is known.
func (c *correspondence) hears(from netip.AddrPort) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) < mostCorrespondents {
		return true
	}
	_, known := c.known[plain(from)]
	return known
}

// meet makes an address known, and reports whether there is room for it.
func (c *correspondence) meet(to netip.AddrPort) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.known[plain(to)]; known {
		return true
	}
	if len(c.known) >= mostCorrespondents {
		return false
	}
	c.known[plain(to)] = struct{}{}
	return true
}

// plain is an address as it is compared: an IPv4 one is no IPv6 one.
func plain(address netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(address.Addr().Unmap(), address.Port())
}
