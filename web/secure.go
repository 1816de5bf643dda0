package web

import (
	"net/http"
	"strings"

	"practice/problem"
)

// secure refuses requests that another site's page makes, and tells browsers
// what our page may do.
func (s *Server) secure(next http.Handler) http.Handler {
	public := s.config.API.PublicURL
	protection := http.NewCrossOriginProtection()
	// A proxy in front may change the Host header. The URL was checked at
	// start; one that is no origin only loses this exception.
	_ = protection.AddTrustedOrigin(public.Scheme + "://" + public.Host)
	policy := contentPolicy(public.Host)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=(), display-capture=()")
		if protection.Check(r) != nil {
			problem.Forbidden.Say("This request came from another site's page and was refused.").Document().Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// strict keeps browsers on https once the server is reached by it (RFC 6797). It
// says so with every answer; sub-domains are not its own.
func (s *Server) strict(next http.Handler) http.Handler {
	if s.config.API.PublicURL.Scheme != "https" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}

// contentPolicy lets the page use its own server only. Scripts and styles come from
// files alone.
// The host is named for sockets because older browsers do not count them as
// 'self'.
func contentPolicy(host string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self' data: blob:",
		"font-src 'self'",
		"connect-src 'self' ws://" + host + " wss://" + host,
		"media-src 'self' blob:",
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}
