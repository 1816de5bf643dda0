package database_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"practice/database"
	"practice/internal/postgres"
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

// engine is a database that every test of this package runs against.
type engine struct {
	name string
	// url returns the URL of a new, empty database.
	url func(testing.TB) string
}

func engines() []engine {
	return []engine{
		{"sqlite", func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "practice.db") }},
		{"postgres", func(t testing.TB) string { return server.Database(t) }},
	}
}

// onEach runs check on a new database of each engine.
func onEach(t *testing.T, check func(t *testing.T, db *database.DB)) {
	t.Helper()
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			check(t, open(t, e.url(t)))
		})
	}
}

// open opens a database that is closed with the test.
func open(t testing.TB, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// at is an instant to the millisecond, which is what is kept of one.
func at(ms int64) time.Time { return time.UnixMilli(1_790_000_000_000 + ms) }

// must fails the test with what was attempted.
func must(t *testing.T, err error, attempt string) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", attempt, err)
	}
}

// same compares what was stored with what came back.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// ids returns the IDs of things in their order.
func ids[T any](things []T, id func(T) string) []string {
	out := make([]string, 0, len(things))
	for _, thing := range things {
		out = append(out, id(thing))
	}
	return out
}
