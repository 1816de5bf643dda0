package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/prometheus/client_golang/prometheus"

	"practice/people"
	"practice/problem"
	"practice/web/api"
	"practice/web/page"
)

// Config is everything the server is made of. All fields are needed, but Hosts and
// LoginEnd.
type Config struct {
	// API is what the API is made of.
	API api.Config
	// Hosts are names under which the server answers beside that of its public URL
	// and the address to which a request came.
	Hosts []string
	// LoginEnd is how long a login of somebody who can sign in again lasts at most,
	// used or not; 0 for as long as it is used.
	LoginEnd time.Duration
	// Ready lists what has to work for the server to be of use.
	Ready []ReadyCheck
	// Socket speaks with the room of a session. It gets the connection as it is,
	// with nothing wrapped around, and authenticates by [Server.Authenticate].
	Socket http.Handler
	// WHIP answers at /whip and below. It authenticates by [Server.Authenticate].
	WHIP http.Handler
	// Logins keeps logins by the hash of their token.
	Logins     scs.CtxStore
	Registerer prometheus.Registerer
	Gatherer   prometheus.Gatherer
}

// Server answers every request of the program.
type Server struct {
	config  Config
	logins  *logins
	page    *page.Page
	traffic *traffic
	ready   *readiness
	hosts   *hosts
	handler http.Handler
	routed  []Route
}

// New makes a server. It fails when the embedded page is broken or a metric
// can't be registered.
func New(config Config) (*Server, error) {
	built, err := page.New(dist)
	if err != nil {
		return nil, err
	}
	traffic, err := newTraffic(config.Registerer, config.API.Log)
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: config, logins: newLogins(config), page: built, traffic: traffic,
		hosts: newHosts(config.API.PublicURL, config.Hosts),
		ready: &readiness{checks: config.Ready, now: config.API.Clock},
	}
	if s.handler, err = s.routes(); err != nil {
		return nil, fmt.Errorf("lay out the routes: %w", err)
	}
	return s, nil
}

// Handler returns the handler for every request.
func (s *Server) Handler() http.Handler { return s.handler }

// Authenticate returns who sent the request, known by an API token or a login
// cookie. It fails with [problem.Unauthenticated] when that is nobody, and with
// [problem.RateLimited] when they ask too often. It writes nothing, so the connection can be taken over afterwards.
func (s *Server) Authenticate(r *http.Request) (*people.User, error) {
	caller, err := s.logins.Identify(r)
	if err != nil {
		return nil, err
	}
	if caller.User == nil {
		return nil, problem.Unauthenticated
	}
	if err := s.countPerson(r, caller.User.ID); err != nil {
		return nil, err
	}
	return caller.User, nil
}

// Credential returns what a request says that its sender is known by, without finding
// out whether that is so.
func (s *Server) Credential(r *http.Request) people.Credential { return s.logins.Credential(r) }
