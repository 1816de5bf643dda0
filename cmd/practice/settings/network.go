package settings

import (
	"fmt"
	"net/netip"
)

// Network is a range of IP addresses, or one of them.
type Network struct{ netip.Prefix }

// UnmarshalText reads "10.0.0.0/8", or an address alone.
func (n *Network) UnmarshalText(text []byte) error {
	if address, err := netip.ParseAddr(string(text)); err == nil {
		n.Prefix = netip.PrefixFrom(address, address.BitLen())
		return nil
	}
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil {
		return fmt.Errorf("%q is neither an address nor a network; write it like 10.0.0.0/8", text)
	}
	n.Prefix = prefix.Masked()
	return nil
}
