package room

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"practice/database"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// emptyRoom runs the room of a session in which nobody is. It is forgotten when
// the test ends.
func emptyRoom(t *testing.T) *Room {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "practice.db"), quiet)
	if err != nil {
		t.Fatal(err)
	}
	ada := people.User{ID: "ada", Name: "ada", CreatedAt: time.Now()}
	draft := sessions.Draft{Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: "Why?"}}}
	session, err := sessions.NewSession("session", ada, draft, time.Now())
	if err := errors.Join(err, db.CreateUser(context.Background(), ada), db.CreateSession(context.Background(), session)); err != nil {
		t.Fatal(err)
	}
	r := New(Config{Sessions: db, Peers: prometheus.NewGauge(prometheus.GaugeOpts{Name: "peers"}), Log: quiet}, session, nil)
	var over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Run(func() bool { return over.Load() && r.Retire() })
	}()
	t.Cleanup(func() {
		over.Store(true)
		<-done
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return r
}

// Whoever waits for a room is told when it panics, and does not wait for ever.
func TestWhoWaitsForARoomThatFailsIsTold(t *testing.T) {
	r := emptyRoom(t)
	if err := r.do(func() error { panic("a bug") }); !errors.Is(err, problem.Internal) {
		t.Errorf("got %v, want %v", err, problem.Internal)
	}
}

// A room that was not there, or is gone, has no program.
func TestARoomThatIsGoneHasNoProgram(t *testing.T) {
	gone := New(Config{Log: slog.New(slog.DiscardHandler)}, sessions.Session{ID: "session"}, nil)
	if !gone.Retire() {
		t.Fatal("an empty room does not close")
	}
	for name, r := range map[string]*Room{"none": nil, "gone": gone} {
		if _, err := r.Speaking("ada"); !errors.Is(err, problem.NotFound) {
			t.Errorf("%s: speaking: got %v, want %v", name, err, problem.NotFound)
		}
		if err := r.End("ada"); !errors.Is(err, problem.NotFound) {
			t.Errorf("%s: end: got %v, want %v", name, err, problem.NotFound)
		}
	}
}
