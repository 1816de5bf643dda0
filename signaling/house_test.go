package signaling_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"practice/database"
	"practice/limits"
	"practice/nodes"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/spool"
	"practice/sessions"
	"practice/signaling"
	"practice/signaling/peer"
	"practice/signaling/whip"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait for something that should come at once.
const patience = 10 * time.Second

var quiet = slog.New(slog.DiscardHandler)

// house is a server with everything real: database, recorder, network, HTTP.
type house struct {
	t     *testing.T
	db    *database.DB
	spool *spool.Spool
	// folder is where the spool lies.
	folder   string
	recorder *capture.Recorder
	config   signaling.Config
	hub      *signaling.Hub
	metrics  *prometheus.Registry
	// dial connects to the HTTP server.
	dial func(context.Context) (net.Conn, error)
	host string
	// programs are those that speak.
	programs *voices
	// bug breaks the next room that is asked to.
	bug *bug
	// credentials are all good but for those that a test takes away.
	credentials *credentials
	// recorded gets the ID of each clip that lies whole in the spool.
	recorded chan string
}

// openHouse serves on loopback, voices included.
func openHouse(t *testing.T) *house {
	t.Helper()
	return openHouseWith(t, nil)
}

// openHouseWith is openHouse with something around the store.
func openHouseWith(t *testing.T, wrap func(sessions.Store) sessions.Store) *house {
	t.Helper()
	network, err := peer.Listen(peer.Config{Host: "127.0.0.1", Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, network.Close(), "close the network") })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	return furnish(t, listener, network, wrap, func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	})
}

// openQuietHouse serves in memory and without voices, for tests in a bubble of
// time.
func openQuietHouse(t *testing.T, wrap func(sessions.Store) sessions.Store) *house {
	t.Helper()
	listener := newPipes()
	return furnish(t, listener, nil, wrap, listener.dial)
}

func furnish(t *testing.T, listener net.Listener, network *peer.Network, wrap func(sessions.Store) sessions.Store, dial func(context.Context) (net.Conn, error)) *house {
	t.Helper()
	h := &house{t: t, dial: dial, host: "practice.example", metrics: prometheus.NewRegistry(), recorded: make(chan string, 100), bug: &bug{Handler: slog.DiscardHandler}}
	h.credentials = &credentials{house: h, gone: map[people.Credential]bool{}}
	var err error
	if h.db, err = database.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "practice.db"), quiet); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, h.db.Close(), "close the database") })
	h.folder = filepath.Join(t.TempDir(), "spool")
	if h.spool, err = spool.Open(h.folder); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, h.spool.Close(), "close the spool") })
	h.recorder = capture.New(capture.Config{
		Covered: func(ctx context.Context, clip recordings.Clip, length time.Duration) (time.Duration, bool, error) {
			return h.hub.Covered(ctx, clip, length)
		},
		Spool: h.spool, Store: h.db, Finished: func(_ context.Context, id string) { h.recorded <- id }, Log: quiet, Clock: time.Now,
	})
	t.Cleanup(func() { check(t, h.recorder.Close(context.Background()), "close the recorder") })
	keeper, err := nodes.Join(t.Context(), nodes.Config{
		Node: "house", Store: h.db, Lifetime: nodes.Lifetime, Every: time.Hour, Log: quiet,
		Lost: func(_ context.Context, lease string, again bool) { h.hub.LeaseLost(signaling.SessionOf(lease), again) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, keeper.Close(context.Background()), "leave the nodes") })
	var store sessions.Store = h.db
	if wrap != nil {
		store = wrap(store)
	}
	h.config = signaling.Config{
		Sessions: store, Clips: h.db, Recorder: h.recorder, Network: network, Leases: keeper, Authenticate: h.authenticate,
		Credential: credentialOf, Credentials: h.credentials, Owed: signaling.OwedFile(filepath.Join(t.TempDir(), "signed-out")),
		PublicURL: &url.URL{Scheme: "https", Host: "public.example"}, Limits: limits.New(limits.Default(), nil, time.Now),
		Quotas: quotas(), Log: slog.New(h.bug), Registerer: h.metrics,
	}
	if h.hub, err = signaling.New(h.config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, h.hub.Close(context.Background()), "close the hub") })
	h.programs = &voices{Hub: h.hub}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/sessions/{id}/socket", h.hub)
	programs := whip.New(whip.Config{
		Rooms: h.programs, Network: network, Leases: keeper, Authenticate: h.authenticate, Credential: credentialOf, Log: quiet,
	})
	mux.Handle("/whip", programs)
	mux.Handle("/whip/", programs)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: patience}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		check(t, server.Close(), "close the server")
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	return h
}

// quotas are what a user may have in a house.
func quotas() people.Quotas { return people.Quotas{Rooms: 20, Storage: 1_000_000} }

// authenticate believes a header.
func (h *house) authenticate(r *http.Request) (*people.User, error) {
	id := r.Header.Get("Test-User")
	if h.credentials.away.Load() {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	if id == "" {
		return nil, problem.Unauthenticated
	}
	user, err := h.db.User(r.Context(), id)
	return &user, err
}

// user makes a user whose ID is the name.
func (h *house) user(name string) people.User {
	h.t.Helper()
	user := people.User{ID: name, Name: name, CreatedAt: time.Now()}
	check(h.t, h.db.CreateUser(context.Background(), user), "create user "+name)
	return user
}

// session makes a session of the creator, with the peers in their seats.
func (h *house) session(kind sessions.Kind, role sessions.Role, stages []sessions.Stage, names ...string) string {
	h.t.Helper()
	format := sessions.Format{ID: "test", Name: "Test", Medium: sessions.Verbal, Kinds: []sessions.Kind{kind}, Stages: stages}
	var questions []sessions.Question
	for leg := range format.Legs() {
		questions = append(questions, sessions.Question{
			ID: fmt.Sprint("question-", leg), Domain: "networking", Topic: fmt.Sprint("Topic ", leg), Level: sessions.Senior,
			Prompt: fmt.Sprint("Prompt ", leg, "?"), Hints: []string{"hint"}, Points: []string{"point"},
		})
	}
	draft := sessions.Draft{Kind: kind, Format: format, Questions: questions, Role: role}
	id := fmt.Sprint("session-of-", names[0])
	session, err := sessions.NewSession(id, h.user(names[0]), draft, time.Now())
	check(h.t, err, "make a session")
	for _, name := range names[1:] {
		check(h.t, session.Join(h.user(name), time.Now()), "join "+name)
	}
	check(h.t, h.db.CreateSession(context.Background(), session), "create a session")
	return id
}

// stored returns the session as the database has it.
func (h *house) stored(id string) *sessions.Session {
	h.t.Helper()
	session, err := h.db.Session(context.Background(), id)
	check(h.t, err, "read session "+id)
	return &session
}

// clips returns the session's clips as the database has them.
func (h *house) clips(id string) []recordings.Clip {
	h.t.Helper()
	clips, err := h.db.ClipsOfSession(context.Background(), id)
	check(h.t, err, "read the clips of "+id)
	return clips
}

// gauge returns the value of a metric.
func (h *house) gauge(name string) float64 {
	h.t.Helper()
	families, err := h.metrics.Gather()
	check(h.t, err, "gather metrics")
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	h.t.Fatalf("no metric %s", name)
	return 0
}

func check(t testing.TB, err error, what string) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// eventually waits for what other goroutines bring about.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}

// pipes is a listener in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	close(p.done)
	return nil
}

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }
