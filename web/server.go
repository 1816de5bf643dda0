package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/prometheus/client_golang/prometheus"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// Archive gives and deletes what is kept of a clip, wherever it is at the
// moment. It is implemented by recordings.Archive.
type Archive interface {
	// Open returns one of the clip's objects (recordings.AudioOgg, AudioWAV,
	// WaveformDat) for reading. It fails with [recordings.ErrNotFound], or with
	// [recordings.ErrNotReady] while the object is being made.
	Open(ctx context.Context, clip recordings.Clip, object string) (recordings.Blob, error)
	// Delete removes everything that is kept of the clip, the clip itself
	// included, and returns how many objects that were. It fails with
	// [recordings.ErrBusy] while the clip is being recorded.
	Delete(ctx context.Context, clip recordings.Clip) (objects int, err error)
	// Wanted returns what the recording lacks and would take, Completing whether
	// that is expected or being fitted in.
	Wanted(clip recordings.Clip) ([]recordings.Stretch, error)
	Completing(clipID string) bool
	// Backfill takes a stretch of the page's own capture that begins at a
	// position of the clip. It fails with [recordings.ErrPiece],
	// [recordings.ErrNotWanted] or [recordings.ErrTooMuch].
	Backfill(ctx context.Context, clipID string, at time.Duration, content []byte) error
	// EndBackfill notes that no more will come.
	EndBackfill(clipID string)
}

// Importer takes recordings in that were made elsewhere. It is implemented by
// recordings.Importer.
type Importer interface {
	// Import reads a WAV or Ogg Opus file to its end and makes the clip of it. A
	// file that is not taken fails with a [problem.Error].
	Import(ctx context.Context, clip recordings.Clip, r io.Reader) (recordings.Clip, error)
}

// Domain is a field of knowledge that the bank has questions of.
type Domain struct {
	// ID is the stable name that questions carry: "operating-systems".
	ID string
	// Name is for people: "Operating systems".
	Name string
}

// Config is everything the server is made of. All fields are needed.
type Config struct {
	Sessions sessions.Store
	Clips    recordings.Store
	Archive  Archive
	Importer Importer
	// StoreName names for people where clips are kept: "folder clips".
	StoreName string
	// Ready lists what has to work for the server to be of use.
	Ready []ReadyCheck
	// Socket speaks with the room of a session. It gets the connection as it is,
	// with nothing wrapped around, and authenticates by [Server.Authenticate].
	Socket http.Handler
	// WHIP answers at /whip and below. It authenticates by [Server.Authenticate].
	WHIP http.Handler
	// SessionChanged is called after a change of a session is committed.
	SessionChanged func(ctx context.Context, id string)
	// Logins keeps logins by the hash of their token.
	Logins scs.CtxStore
	// PublicURL is where people open the server, without a trailing slash.
	PublicURL *url.URL
	// Bank holds the questions that ship with the program, Domains what they
	// are about.
	Bank    []sessions.Question
	Domains []Domain
	// Clock is the server's time: time.Now outside tests.
	Clock      func() time.Time
	Log        *slog.Logger
	Registerer prometheus.Registerer
	Gatherer   prometheus.Gatherer
}

// Server answers every request of the program.
type Server struct {
	config  Config
	logins  *logins
	page    *page
	traffic *traffic
	ready   *readiness
	handler http.Handler
}

// New makes a server. It fails when the embedded page is broken or a metric
// can't be registered.
func New(config Config) (*Server, error) {
	page, err := newPage(dist)
	if err != nil {
		return nil, err
	}
	traffic, err := newTraffic(config.Registerer, config.Log)
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: config, logins: newLogins(config), page: page, traffic: traffic,
		ready: &readiness{checks: config.Ready, now: config.Clock},
	}
	if s.handler, err = s.routes(); err != nil {
		return nil, fmt.Errorf("lay out the routes: %w", err)
	}
	return s, nil
}

// Handler returns the handler for every request.
func (s *Server) Handler() http.Handler { return s.handler }

// Authenticate returns who sent the request, known by an API token or a login
// cookie. It fails with [problem.Unauthenticated] when that is nobody. It
// writes nothing, so the connection can be taken over afterwards.
func (s *Server) Authenticate(r *http.Request) (*sessions.User, error) {
	caller, err := s.logins.identify(r)
	if err != nil {
		return nil, err
	}
	if caller.user == nil {
		return nil, problem.Unauthenticated
	}
	return caller.user, nil
}
