package nodes_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"practice/database"
	"practice/internal/postgres"
	"practice/nodes"
)

// server is the PostgreSQL server of all tests; each gets a database of its own.
var server *postgres.Server

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) (code int) {
	var err error
	if server, err = postgres.Launch(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code = m.Run()
	if err := errors.Join(server.Stop(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// The times of tests: as long as they must be for a busy machine.
const (
	every    = 200 * time.Millisecond
	lifetime = 2 * time.Second
	patience = 20 * time.Second
)

// onEach runs check on a new database of each engine.
func onEach(t *testing.T, check func(t *testing.T, url string)) {
	t.Helper()
	t.Parallel()
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "practice.db") },
		"postgres": func() string { return server.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, url())
		})
	}
}

// node is a server with connections of its own.
type node struct {
	*nodes.Keeper
	store nodes.Store
	lost  chan loss
	// whileRenewing calls a function once, in the midst of the next renewal.
	whileRenewing func(func())
	// vanish ends the node as kill -9 would: nothing is given back. revive is the
	// end of a long standstill.
	vanish, revive func()
}

// loss is what a node is told of a lease.
type loss struct {
	name  string
	again bool
}

// deaf is a store whose process is dead: nothing arrives any more.
type deaf struct {
	nodes.Store
	mu        sync.Mutex
	dead      bool
	meanwhile func()
}

func (d *deaf) RenewLeases(ctx context.Context, node string) ([]nodes.Lease, error) {
	if d.isDead() {
		return nil, context.Canceled
	}
	d.mu.Lock()
	do := d.meanwhile
	d.meanwhile = nil
	d.mu.Unlock()
	if do != nil {
		do()
	}
	return d.Store.RenewLeases(ctx, node)
}

func (d *deaf) ReleaseLease(ctx context.Context, lease nodes.Lease) error {
	if d.isDead() {
		return context.Canceled
	}
	return d.Store.ReleaseLease(ctx, lease)
}

func (d *deaf) isDead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dead
}

func (d *deaf) die(dead bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead = dead
}

func join(t *testing.T, url, id string) *node {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	db, err := database.Open(t.Context(), url, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	store := &deaf{Store: db}
	n := &node{store: db, lost: make(chan loss, 10), vanish: func() { store.die(true) }, revive: func() { store.die(false) }}
	n.whileRenewing = func(do func()) {
		store.mu.Lock()
		defer store.mu.Unlock()
		store.meanwhile = do
	}
	n.Keeper, err = nodes.Join(t.Context(), nodes.Config{
		Node: id, Store: store, Lifetime: lifetime, Every: every, Log: quiet,
		Lost: func(_ context.Context, name string, again bool) { n.lost <- loss{name, again} },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(context.Background()); err != nil {
			t.Errorf("leave: %v", err)
		}
	})
	return n
}

// claim expects the lease to be got, or not.
func (n *node) claim(t *testing.T, name string, want bool) func() {
	t.Helper()
	release, got, err := n.Claim(t.Context(), name)
	if err != nil || got != want {
		t.Fatalf("%s claims %s: got %t, %v, want %t", n.ID(), name, got, err, want)
	}
	return release
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !condition() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}

func (n *node) has(t *testing.T, name string) bool {
	t.Helper()
	leases, err := n.store.Leases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, lease := range leases {
		if lease.Name == name && lease.Node == n.ID() {
			return true
		}
	}
	return false
}

func TestARoomIsOneServers(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		release := a.claim(t, "session/s", true)
		again := a.claim(t, "session/s", true)
		b.claim(t, "session/s", false)
		again()
		b.claim(t, "session/s", false)
		release()
		eventually(t, "the lease is given back", func() bool { return !a.has(t, "session/s") })
		release = b.claim(t, "session/s", true)
		a.claim(t, "session/s", false)
		release()
	})
}

// Of many that claim at once, one gets it.
func TestOneOfManyGetsTheRoom(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		servers := []*node{join(t, url, "a"), join(t, url, "b"), join(t, url, "c")}
		for round := range 20 {
			var mu sync.Mutex
			var all sync.WaitGroup
			owners := map[string]bool{}
			for _, n := range servers {
				for range 3 {
					all.Go(func() {
						_, got, err := n.Claim(t.Context(), fmt.Sprint("session/", round))
						mu.Lock()
						defer mu.Unlock()
						if err != nil {
							t.Errorf("claim: %v", err)
						}
						if got {
							owners[n.ID()] = true
						}
					})
				}
			}
			all.Wait()
			if len(owners) != 1 {
				t.Fatalf("round %d: the room has the owners %v, want one", round, owners)
			}
		}
	})
}

// What a dead server had, another gets after a lifetime, and not before; should
// it come back, it is told.
func TestADeadServersRoomIsTaken(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		a.claim(t, "session/s", true)
		eventually(t, "b sees a", func() bool { return !b.mustGone(t, "a") })
		a.vanish()
		died := time.Now()
		eventually(t, "b takes the room", func() bool {
			_, got, err := b.Claim(t.Context(), "session/s")
			return err == nil && got
		})
		if waited := time.Since(died); waited < lifetime-2*every {
			t.Errorf("b took the room %s after the last renewal, want %s", waited, lifetime)
		}
		if !b.mustGone(t, "a") {
			t.Error("b has the room of a and does not say that a is gone")
		}
		a.revive()
		select {
		case lost := <-a.lost:
			if want := (loss{"session/s", false}); lost != want {
				t.Errorf("a lost %+v, want %+v", lost, want)
			}
		case <-time.After(patience):
			t.Fatal("a is not told that its room was taken")
		}
		eventually(t, "b sees a again", func() bool { return !b.mustGone(t, "a") })
		a.claim(t, "session/s", false)
	})
}

func (n *node) mustGone(t *testing.T, other string) bool {
	t.Helper()
	gone, err := n.Gone(t.Context(), other)
	if err != nil {
		t.Fatalf("is %s gone: %v", other, err)
	}
	return gone
}

// While the database stands still no time passes: whoever had a lease has a
// lifetime to renew it once the database is back.
func TestAStandingDatabaseTakesNothing(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	a, b := join(t, url, "a"), join(t, url, "b")
	a.claim(t, "session/s", true)
	eventually(t, "b sees a", func() bool { return !b.mustGone(t, "a") })
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	still, err := connection.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := still.Exec(t.Context(), "LOCK TABLE leases IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	a.vanish()                 // it is as late as can be
	<-time.After(3 * lifetime) // what is tested is a time in which nothing happens
	if err := still.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	back := time.Now()
	eventually(t, "b takes the room", func() bool {
		_, got, err := b.Claim(t.Context(), "session/s")
		return err == nil && got
	})
	if waited := time.Since(back); waited < lifetime-2*every {
		t.Errorf("b took the room %s after the database was back, want %s", waited, lifetime)
	}
}

// Who comes back to its data is the same server and has its rooms at once; what
// nobody uses any more is let go of.
func TestARestartedServerHasItsRooms(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		a.claim(t, "session/s", true)
		a.claim(t, "session/forgotten", true)
		a.vanish()
		again := join(t, url, "a")
		again.claim(t, "session/s", true)
		b.claim(t, "session/s", false)
		eventually(t, "the forgotten lease is let go of", func() bool { return !again.has(t, "session/forgotten") })
	})
}

// Who left is gone at once.
func TestWhoLeftIsGone(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		a.claim(t, "session/s", true)
		if b.mustGone(t, "a") || b.mustGone(t, "b") {
			t.Error("a living server passes for gone")
		}
		if err := a.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !b.mustGone(t, "a") {
			t.Error("a left and does not pass for gone")
		}
		b.claim(t, "session/s", true)
	})
}

// A room that another server took and gave back, since it ended the session, is
// told all the same: what its session is has changed meanwhile.
func TestARoomThatWasTakenAndGivenBackIsTold(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		a.claim(t, "session/s", true)
		a.vanish()
		eventually(t, "b takes the room", func() bool {
			release, got, err := b.Claim(t.Context(), "session/s")
			if err == nil && got {
				release()
			}
			return err == nil && got
		})
		eventually(t, "b gives the room back", func() bool { return !b.has(t, "session/s") })
		a.revive()
		select {
		case lost := <-a.lost:
			if want := (loss{"session/s", true}); lost != want {
				t.Errorf("a lost %+v, want %+v", lost, want)
			}
		case <-time.After(patience):
			t.Fatal("a is not told that its room was another's for a while")
		}
		b.claim(t, "session/s", false)
	})
}

// A room that is closed and opened again while leases are being renewed is never
// free for others.
func TestARoomThatIsOpenedAgainStaysOneServers(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		a, b := join(t, url, "a"), join(t, url, "b")
		release := a.claim(t, "session/s", true)
		reopened := make(chan struct{})
		a.whileRenewing(func() {
			defer close(reopened)
			release()
			a.claim(t, "session/s", true)
		})
		<-reopened
		again := time.NewTicker(time.Millisecond)
		defer again.Stop()
		for begun := time.Now(); time.Since(begun) < 5*every; <-again.C {
			b.claim(t, "session/s", false)
		}
	})
}
