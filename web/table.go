package web

import (
	"context"
	"net/http"

	"practice/limits"
	"practice/problem"
)

// Route is a line of the route table.
type Route struct {
	// Pattern is that of the mux, or the ID of an operation of the API.
	Pattern string
	// Kind says how often it may be asked for.
	Kind limits.Kind
}

// Routes returns the whole route table.
func (s *Server) Routes() []Route { return s.routed }

// table is a mux on which nothing is handled without a limit.
type table struct {
	server *Server
	mux    *http.ServeMux
	routes []Route
	// anyOrigin lets pages of every origin read why they are refused.
	anyOrigin bool
}

// kindKey is where a request has its kind.
type kindKey struct{}

// handle adds a route. Whoever asks too often from one address is refused here; for
// a handler that knows who asks, [Server.Authenticate] counts the person by the
// same kind.
func (t *table) handle(kind limits.Kind, pattern string, next http.Handler) {
	t.routes = append(t.routes, Route{pattern, kind})
	t.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := t.server.config.API.Limits.AddressBy(kind, r, t.server.logins.Credential(r).Hash); err != nil {
			if t.anyOrigin {
				w.Header().Set("Access-Control-Allow-Origin", "*")
				w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
			}
			problem.Of(err).Document().Write(w)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), kindKey{}, kind)))
	})
}

// uncrowded answers no more requests of an address at once than it may have: behind a
// proxy they come by connections of the proxy's, which nobody else can count.
func (s *Server) uncrowded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done, err := s.config.API.Limits.BeginOf(limits.Any, r)
		if err != nil {
			problem.Of(err).Document().Write(w)
			return
		}
		defer done()
		next.ServeHTTP(w, r)
	})
}

// countPerson counts a request for the user who sends it, by the kind of its route.
func (s *Server) countPerson(r *http.Request, userID string) error {
	kind, _ := r.Context().Value(kindKey{}).(limits.Kind)
	return s.config.API.Limits.PersonBy(kind, userID, s.logins.Credential(r).Hash)
}
