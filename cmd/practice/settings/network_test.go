package settings

import (
	"net/netip"
	"testing"
)

func TestNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3/8": "10.0.0.0/8", "192.0.2.1": "192.0.2.1/32", "2001:db8::1": "2001:db8::1/128", "2001:db8::/32": "2001:db8::/32",
	} {
		var n Network
		if err := n.UnmarshalText([]byte(text)); err != nil || n.Prefix != netip.MustParsePrefix(want) {
			t.Errorf("%q: got %v, %v, want %s", text, n.Prefix, err, want)
		}
	}
	for _, text := range []string{"", "proxy", "10.0.0.0/33", "10.0.0"} {
		var n Network
		if err := n.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: got no error", text)
		}
	}
}
