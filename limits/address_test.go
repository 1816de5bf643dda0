package limits_test

import (
	"net/http"
	"net/netip"
	"testing"

	"practice/limits"
)

func TestAddressOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48"), netip.MustParsePrefix("127.0.0.1/32")}
	const xff, fwd = "X-Forwarded-For", "Forwarded"
	type header struct{ name, value string }
	tests := []struct {
		what, peer string
		headers    []header
		want       string
	}{
		{"nobody is between", "192.0.2.1:80", nil, "192.0.2.1"},
		{"a stranger says what he likes", "192.0.2.1:80", []header{{xff, "198.51.100.1"}, {fwd, "for=198.51.100.1"}}, "192.0.2.1"},
		{"a proxy that says nothing", "10.0.0.1:80", nil, "10.0.0.1"},
		{"a proxy", "10.0.0.1:80", []header{{xff, "198.51.100.1"}}, "198.51.100.1"},
		{"a client that writes the header itself", "10.0.0.1:80", []header{{xff, "203.0.113.9, 198.51.100.1"}}, "198.51.100.1"},
		{"two proxies", "10.0.0.1:80", []header{{xff, "203.0.113.9, 198.51.100.1, 10.1.2.3"}}, "198.51.100.1"},
		{"two lines", "10.0.0.1:80", []header{{xff, "203.0.113.9"}, {xff, "198.51.100.1"}}, "198.51.100.1"},
		{"proxies alone", "10.0.0.1:80", []header{{xff, "10.9.9.9, 10.1.2.3"}}, "10.9.9.9"},
		{"what is no address", "10.0.0.1:80", []header{{xff, "198.51.100.1, unknown, 10.1.2.3"}}, "10.1.2.3"},
		{"an empty header", "10.0.0.1:80", []header{{xff, ""}}, "10.0.0.1"},
		{"with ports", "10.0.0.1:80", []header{{xff, "198.51.100.1:4711"}}, "198.51.100.1"},
		{"IPv6", "[2001:db8:1::1]:80", []header{{xff, "2001:db8:2::2"}}, "2001:db8:2::2"},
		{"IPv6 with a port", "[2001:db8:1::1]:80", []header{{xff, "[2001:db8:2::2]:80"}}, "2001:db8:2::2"},
		{"a proxy by IPv4 written as IPv6", "[::ffff:10.0.0.1]:80", []header{{xff, "::ffff:198.51.100.1"}}, "198.51.100.1"},
		{"Forwarded", "10.0.0.1:80", []header{{fwd, `for=203.0.113.9, for="198.51.100.1:80";proto=https;by=10.0.0.1`}}, "198.51.100.1"},
		{"Forwarded with IPv6", "10.0.0.1:80", []header{{fwd, `proto=http; For="[2001:db8:2::2]:4711"`}}, "2001:db8:2::2"},
		{"Forwarded by who does not tell", "10.0.0.1:80", []header{{fwd, "for=203.0.113.9, for=_hidden"}}, "10.0.0.1"},
		{"Forwarded without for", "10.0.0.1:80", []header{{fwd, "for=203.0.113.9, proto=https"}}, "10.0.0.1"},
		{"both alike", "10.0.0.1:80", []header{{xff, "198.51.100.1"}, {fwd, "for=198.51.100.1"}}, "198.51.100.1"},
		{"one of the two by the client", "10.0.0.1:80", []header{{xff, "198.51.100.1"}, {fwd, "for=203.0.113.9"}}, "10.0.0.1"},
		{"no address at all", "@", []header{{xff, "198.51.100.1"}}, "invalid IP"},
	}
	for _, tt := range tests {
		r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{}}
		for _, h := range tt.headers {
			r.Header.Add(h.name, h.value)
		}
		if got := limits.AddressOf(r, proxies).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.what, got, tt.want)
		}
	}
}

// FuzzAddressOf: whatever a stranger sends, their address is that of the
// connection.
func FuzzAddressOf(f *testing.F) {
	f.Add("198.51.100.1", `for="[2001:db8::1]:80";by=x, for=_a`)
	f.Add(",,[", `for="`)
	f.Fuzz(func(t *testing.T, old, standard string) {
		header := http.Header{"X-Forwarded-For": {old}, "Forwarded": {standard}}
		stranger := &http.Request{RemoteAddr: "192.0.2.1:80", Header: header}
		if got := limits.AddressOf(stranger, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}).String(); got != "192.0.2.1" {
			t.Errorf("got %s for a stranger", got)
		}
		limits.AddressOf(&http.Request{RemoteAddr: "10.0.0.1:80", Header: header}, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	})
}
