package whip

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"practice/people"
	"practice/problem"
	"practice/sessions"
	"practice/signaling/peer"
	"practice/signaling/room"
)

// Rooms is what the door needs of the rooms behind it; the hub of package signaling says how.
type Rooms interface {
	Admit() (leave func(), err error)
	Open(ctx context.Context, session sessions.Session, user people.User, by people.Credential, source room.Source) error
	Speaking(id, userID string) (room.Source, error)
	End(id, userID string) error
	Known(c people.Credential) (people.User, bool)
}

// Config is what a [Server] works with. All fields are needed.
type Config struct {
	Rooms   Rooms
	Network *peer.Network
	Leases  Leases
	// Authenticate returns who sent a request, or problem.Unauthenticated.
	Authenticate func(*http.Request) (*people.User, error)
	// Credential returns what a request says that its sender is known by, without
	// finding out whether that is so.
	Credential func(*http.Request) people.Credential
	Log        *slog.Logger
}

// Server serves WHIP at /whip and below.
type Server struct {
	config Config
	log    *slog.Logger
	mux    *http.ServeMux

	places places
}

const (
	sdpType      = "application/sdp"
	fragmentType = "application/trickle-ice-sdpfrag"
	path         = "/whip"
)

// New makes the door.
func New(config Config) *Server {
	s := &Server{config: config, log: config.Log, mux: http.NewServeMux(), places: places{leases: config.Leases, taken: map[string]bool{}}}
	s.mux.Handle("POST "+path, s.answer(s.offer))
	s.mux.Handle("PATCH "+path+"/{id}", s.answer(s.patch))
	s.mux.Handle("DELETE "+path+"/{id}", s.answer(s.end))
	// RFC 9725 section 4.2: other methods are kept for later versions.
	s.mux.Handle(path, options("OPTIONS, POST", "Accept-Post", sdpType))
	s.mux.Handle(path+"/{id}", options("DELETE, OPTIONS, PATCH", "Accept-Patch", fragmentType))
	return s
}

// ServeHTTP lets pages of every origin speak (the Fetch standard's CORS
// protocol): who asks is known by a token alone, which no browser adds by itself.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Expose-Headers", "Accept-Patch, Accept-Post, ETag, Link, Location, Retry-After, WWW-Authenticate")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	s.mux.ServeHTTP(w, r)
}

// options tells what can be done, and refuses the rest.
func options(methods, accept, kind string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", methods)
		w.Header().Set(accept, kind)
		if r.Method != http.MethodOptions {
			problem.MethodNotAllowed.Say("only %s can be done here", methods).Document().Write(w)
			return
		}
		w.Header().Set("Access-Control-Allow-Methods", methods)
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
		w.Header().Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusOK)
	})
}

// answer finds out who asks, and turns errors into answers.
func (s *Server) answer(do func(http.ResponseWriter, *http.Request, *people.User) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := s.bearer(r)
		if err == nil {
			err = do(w, r, user)
		}
		if err == nil {
			return
		}
		told := problem.Of(offered(err))
		if told.Code == problem.Internal || told.Code == problem.Unavailable {
			s.log.ErrorContext(r.Context(), "WHIP request failed", "method", r.Method, "err", err)
		}
		told.Document().Write(w)
	})
}

// offered gives an offer that is not taken its code.
func offered(err error) error {
	offer, is := errors.AsType[*peer.OfferError](err)
	switch {
	case !is:
		return err
	case offer.Malformed:
		return problem.Malformed.Say("%s", offer.Words)
	}
	return problem.Invalid.Say("%s", offer.Words)
}

// bearer returns whose API token came with the request (RFC 9725 section 4.7). A
// cookie does not count: any page could use it.
func (s *Server) bearer(r *http.Request) (*people.User, error) {
	unknown := problem.Unauthenticated.Say("an API token is needed: Authorization: Bearer … The command practice token create makes one")
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); !strings.EqualFold(scheme, "Bearer") {
		return nil, unknown
	}
	if user, known := s.config.Rooms.Known(s.config.Credential(r)); known && r.Method != http.MethodPost {
		return &user, nil // a program that speaks ends without the database
	}
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	user, err := s.config.Authenticate(r.WithContext(ctx))
	if errors.Is(err, problem.Unauthenticated) {
		return nil, unknown
	}
	return user, err
}
