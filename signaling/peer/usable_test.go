package peer

import (
	"net"
	"testing"
)

// A link-local address that the system still probes can't be bound; it must
// not keep the server from starting.
func TestLinkLocalAddressesAreNotUsed(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "192.0.2.7": true, "2001:db8::7": true, "fd00::7": true, "::1": true, "fe80::7": false, "169.254.3.4": false,
	} {
		if got := usable(net.ParseIP(address)); got != want {
			t.Errorf("usable(%s) = %v, want %v", address, got, want)
		}
	}
}
