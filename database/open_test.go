package database_test

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"practice/database"
	"practice/internal/postgres"
)

func TestOpeningAgainKeepsEverything(t *testing.T) {
	file := "sqlite:" + filepath.Join(t.TempDir(), "a folder with spaces & more?.db")
	db, err := database.Open(t.Context(), file, slog.New(slog.DiscardHandler))
	must(t, err)
	s := paired(t, db, "s", now)
	must(t, db.Close())
	same(t, first(open(t, file).Session(t.Context(), "s")), s)
}

// A database newer than the program is refused, not touched.
func TestNewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "practice.db")
	for name, engine := range map[string]struct{ driver, source, url string }{
		"SQLite": {"sqlite", path, "sqlite:" + path},
		"PostgreSQL": func() struct{ driver, source, url string } {
			u := postgres.Start(t).Database(t)
			return struct{ driver, source, url string }{"pgx", u, u}
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			db, err := database.Open(t.Context(), engine.url, slog.New(slog.DiscardHandler))
			must(t, err)
			must(t, db.Close())
			handle, err := sql.Open(engine.driver, engine.source)
			must(t, err)
			_, err = handle.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
			must(t, err)
			before := contents(t, handle, name, path)
			_, err = database.Open(t.Context(), engine.url, slog.New(slog.DiscardHandler))
			if !errors.Is(err, database.ErrNewer) || !strings.Contains(err.Error(), "99999") {
				t.Errorf("open: %v, want ErrNewer naming version 99999", err)
			}
			if after := contents(t, handle, name, path); before != after {
				t.Error("the refused database was changed")
			}
			must(t, handle.Close())
		})
	}
}

// contents is the file of SQLite, and the tables and versions of PostgreSQL.
func contents(t *testing.T, handle *sql.DB, engine, path string) string {
	t.Helper()
	if engine == "SQLite" {
		_, err := handle.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		must(t, err)
		data, err := os.ReadFile(path)
		must(t, err)
		return string(data)
	}
	var text string
	must(t, handle.QueryRow(`SELECT string_agg(table_name, ',' ORDER BY table_name) ||
		(SELECT string_agg(id || ':' || version_id, ',' ORDER BY id) FROM goose_db_version)
		FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&text))
	return text
}

func TestWhatIsWrongIsOneLineWithoutThePassword(t *testing.T) {
	server := postgres.Start(t)
	right := server.Database(t)
	file := filepath.Join(t.TempDir(), "not-a-database.db")
	must(t, os.WriteFile(file, bytes.Repeat([]byte("no "), 4096), 0o600))
	for name, test := range map[string]struct{ url, want string }{
		"unreachable":   {"postgres://practice:topsecret@127.0.0.1:1/db", "127.0.0.1:1"},
		"wrong secret":  {strings.Replace(right, postgres.Password, "topsecret", 1), "password"},
		"no database":   {strings.Replace(right, "/test_", "/gone_", 1), "does not exist"},
		"malformed":     {"postgres://practice:topsecret@127.0.0.1:port/db", "PRACTICE_DATABASE_URL"},
		"other scheme":  {"mysql://practice:topsecret@127.0.0.1/db", `"mysql:"`},
		"no scheme":     {"practice.db", "postgres://"},
		"not SQLite":    {"sqlite:" + file, file},
		"no such place": {"sqlite:" + filepath.Join(filepath.Dir(file), "none", "x.db"), "none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := database.Open(t.Context(), test.url, slog.New(slog.DiscardHandler))
			if err == nil {
				t.Fatal("opened")
			}
			line := err.Error()
			if !strings.Contains(line, test.want) || strings.Contains(line, "\n") || strings.Contains(line, "topsecret") || strings.Contains(line, postgres.Password) {
				t.Errorf("the error is %q; want one line with %q and no password", line, test.want)
			}
		})
	}
}
