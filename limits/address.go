package limits

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// householdBits is how much of an IPv6 address tells who it is: a network has a
// /64 at least (RFC 6177), and its owner all addresses in it.
const householdBits = 64

// AddressOf returns the address that a request comes from: that of the connection,
// unless it is one of the proxies. Then it is the nearest of the hops which
// X-Forwarded-For or Forwarded (RFC 7239) tell that is none of them: what is
// farther away, anybody may have written. Where the two headers tell different
// things the proxy wrote but one of them, nobody knows which, and the address is
// the proxy's. It is invalid for a connection that has none.
func AddressOf(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address := peer.Addr().Unmap().WithZone("")
	if !within(address, proxies) {
		return address
	}
	old, standard := r.Header.Values("X-Forwarded-For"), r.Header.Values("Forwarded")
	byOld, byStandard := nearest(address, hopsOf(old), proxies), nearest(address, forwardedFor(standard), proxies)
	switch {
	case len(standard) == 0, byOld == byStandard:
		return byOld
	case len(old) == 0:
		return byStandard
	}
	return address
}

// nearest returns the last of the hops that is no proxy. It goes no farther than
// the first that is no address.
func nearest(address netip.Addr, hops []string, proxies []netip.Prefix) netip.Addr {
	for _, hop := range slices.Backward(hops) {
		next, ok := parseHop(hop)
		if !ok {
			return address
		}
		if address = next; !within(address, proxies) {
			return address
		}
	}
	return address
}

// hopsOf takes the lists of a header apart.
func hopsOf(lines []string) (hops []string) {
	for _, line := range lines {
		hops = append(hops, strings.Split(line, ",")...)
	}
	return hops
}

// forwardedFor returns what the elements of Forwarded say of whom they are for; an
// empty one for an element that does not say. A comma in a quoted value takes an
// element apart wrongly, and makes it no address.
func forwardedFor(lines []string) (hops []string) {
	for _, element := range hopsOf(lines) {
		hop := ""
		for pair := range strings.SplitSeq(element, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops
}

// parseHop reads an address with or without a port: "192.0.2.1:80", "[2001:db8::1]".
func parseHop(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(hop, "["), "]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(hop)
		if err != nil {
			return netip.Addr{}, false
		}
		address = withPort.Addr()
	}
	return address.Unmap().WithZone(""), true
}

func within(address netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(address) })
}

// keyOf names who is behind an address.
func keyOf(address netip.Addr) string {
	if address.Is6() {
		if household, err := address.Prefix(householdBits); err == nil {
			return household.String()
		}
	}
	return address.String()
}
