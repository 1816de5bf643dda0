package web

import (
	"net"
	"net/http"
	"net/url"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// Operations returns the handler for those who look after the server, which
// belongs on a listener that others don't reach: GET /metrics for Prometheus, and
// GET /readyz with the reasons, which name the store and the database.
func (s *Server) Operations() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+healthPath, serveHealth)
	mux.HandleFunc("GET "+readyPath, s.ready.serveReasons)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.config.Gatherer, promhttp.HandlerOpts{}))
	local := newHosts(&url.URL{Host: "localhost"}, s.config.Hosts).only(mux)
	return paced(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// On an address that others reach, it is for the network to say who may ask.
		if at, known := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); known && at.IP.IsLoopback() {
			local.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
}
