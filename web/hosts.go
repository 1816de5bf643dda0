package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"practice/problem"
)

// hosts are the names under which the server answers. A page of another name that
// its owner lets lead to this address would be of one origin with ours otherwise
// (DNS rebinding), and could read what a server keeps that only this machine reaches.
type hosts struct {
	names []string
}

// noPage is the content policy of what is no page; the page has its own.
const noPage = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

// newHosts takes the public URL's name, and more of them.
func newHosts(public *url.URL, more []string) *hosts {
	h := &hosts{names: []string{nameOf(public.Host)}}
	for _, name := range more {
		h.names = append(h.names, nameOf(name))
	}
	return h
}

// only answers requests with another name in Host (RFC 9110 section 7.2) with 421.
// Probes are answered under every name: they know an address alone, and are told
// nothing.
func (h *hosts) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", noPage)
		if !h.ours(r) && r.URL.Path != healthPath && r.URL.Path != readyPath {
			problem.Misdirected.Say("this server does not answer as %s. Its operator sets the address in PRACTICE_PUBLIC_URL, and more names in PRACTICE_HOSTS",
				problem.Quote(r.Host)).Document().Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a request names this server: as it is called, or by the
// address to which it came. A loopback address has several names.
func (h *hosts) ours(r *http.Request) bool {
	name := nameOf(r.Host)
	if slices.Contains(h.names, name) {
		return true
	}
	local, known := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !known {
		return false
	}
	at := local.AddrPort().Addr().Unmap().WithZone("")
	asked, err := netip.ParseAddr(name)
	return err == nil && (asked.Unmap() == at || asked.IsLoopback() && at.IsLoopback()) || name == "localhost" && at.IsLoopback()
}

// nameOf is a host without its port, as it is compared: in lower case, without the
// dot of a full name, and without the brackets of IPv6.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
