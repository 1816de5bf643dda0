package database_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"practice/database"
	"practice/people"
	"practice/problem"
)

// wantLost: the database says that it is lost, and nobody works with it.
func wantLost(t *testing.T, db *database.DB, words string) {
	t.Helper()
	if err := db.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("Ping: got %v, want %q in it", err, words)
	}
	if _, err := db.FirstUser(t.Context()); !errors.Is(err, problem.Unavailable) {
		t.Errorf("read: got %v, want unavailable", err)
	}
	if err := db.CreateUser(t.Context(), people.User{ID: "late", Name: "Late", CreatedAt: at(0)}); !errors.Is(err, problem.Unavailable) {
		t.Errorf("write: got %v, want unavailable", err)
	}
}

// A file that was only moved away is back when it is moved back, with everything.
func TestASQLiteFileThatIsMovedAwayAndBack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "practice.db")
	db := open(t, "sqlite:"+file)
	must(t, db.CreateUser(t.Context(), people.User{ID: "ada", Name: "Ada", CreatedAt: at(0)}), "create")
	must(t, os.Rename(file, file+".away"), "move away")
	wantLost(t, db, "deleted or moved away")
	must(t, os.Rename(file+".away", file), "move back")
	must(t, db.Ping(t.Context()), "ping")
	if _, err := db.User(t.Context(), "ada"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A PostgreSQL server may have another database under the name, or none.
func TestAPostgresDatabaseThatIsReplaced(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	db := open(t, url)
	must(t, db.CreateUser(t.Context(), people.User{ID: "ada", Name: "Ada", CreatedAt: at(0)}), "create")
	config, err := pgx.ParseConfig(url)
	must(t, err, "read the URL")
	name := config.Database
	config.Database = "postgres"
	admin, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err, "connect")
	defer admin.Close(t.Context())
	for _, step := range []struct{ sql, words string }{
		{"DROP DATABASE " + name + " WITH (FORCE)", "nothing of this installation"},
		{"CREATE DATABASE " + name, "nothing of this installation"},
	} {
		_, err := admin.Exec(t.Context(), step.sql)
		must(t, err, step.sql)
		wantLost(t, db, step.words)
	}
	must(t, open(t, url).Ping(t.Context()), "set it up anew")
	wantLost(t, db, "another one")
}

// A database that is expected is not made.
func TestAnExpectedDatabaseIsNotMade(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		if _, err := database.OpenExisting(t.Context(), e.url(t), slog.New(slog.DiscardHandler)); !errors.Is(err, database.ErrEmpty) {
			t.Errorf("%s: got %v, want ErrEmpty", e.name, err)
		}
		url := e.url(t)
		id := open(t, url).ID()
		db, err := database.OpenExisting(t.Context(), url, slog.New(slog.DiscardHandler))
		must(t, err, "open what is there")
		if db.ID() != id || id == "" {
			t.Errorf("%s: opened again it is %q, want %q", e.name, db.ID(), id)
		}
		must(t, db.Close(), "close")
	}
}
