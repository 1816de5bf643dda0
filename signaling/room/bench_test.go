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
	"practice/recordings/capture"
	"practice/recordings/spool"
	"practice/sessions"
	"practice/signaling/peer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait for something that should come at once.
const patience = 10 * time.Second

// bench has the room of a solo session of ada's, with everything real around it.
type bench struct {
	t       *testing.T
	db      *database.DB
	network *peer.Network
	room    *Room
}

func newBench(t *testing.T) *bench {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	b := &bench{t: t}
	var err error
	if b.network, err = peer.Listen(peer.Config{Host: "127.0.0.1", Log: quiet}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, b.network.Close(), "close the network") })
	if b.db, err = database.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "practice.db"), quiet); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, b.db.Close(), "close the database") })
	disk, err := spool.Open(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, disk.Close(), "close the spool") })
	recorder := capture.New(capture.Config{
		Spool: disk, Store: b.db, Finished: func(context.Context, string) {}, Log: quiet, Clock: time.Now,
	})
	t.Cleanup(func() { check(t, recorder.Close(context.Background()), "close the recorder") })
	ada := people.User{ID: "ada", Name: "ada", CreatedAt: time.Now()}
	draft := sessions.Draft{Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: "Why?"}}}
	session, err := sessions.NewSession("session", ada, draft, time.Now())
	if err := errors.Join(err, b.db.CreateUser(t.Context(), ada), b.db.CreateSession(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	b.room = New(Config{
		Sessions: b.db, Recorder: recorder, Network: b.network, MayBeRecorded: people.Quotas{}.MayBeRecorded, Peers: prometheus.NewGauge(prometheus.GaugeOpts{Name: "peers"}), Log: quiet,
	}, session, nil)
	return b
}

// run runs the room, which is forgotten when the test ends.
func (b *bench) run() {
	var over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.room.Run(func() bool { return over.Load() && b.room.Retire() })
	}()
	b.t.Cleanup(func() {
		b.room.ShutDown()
		over.Store(true)
		<-done
	})
}

// stored returns the session as the database has it.
func (b *bench) stored() sessions.Session {
	b.t.Helper()
	session, err := b.db.Session(context.Background(), "session")
	check(b.t, err, "read the session")
	return session
}

func check(t *testing.T, err error, what string) {
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
