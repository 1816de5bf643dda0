package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"practice/database"
	"practice/people"
)

// wantRefusal opens a database that can't be opened. The error is one line
// that holds every one of the words and none of the secrets.
func wantRefusal(t *testing.T, url string, words, secrets []string) {
	t.Helper()
	var log bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	db, err := database.Open(ctx, url, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err == nil {
		_ = db.Close()
		t.Fatal("got no error")
	}
	message := err.Error()
	t.Logf("error: %s", message)
	if strings.ContainsAny(message, "\n\r") {
		t.Errorf("the error has more than one line: %q", message)
	}
	for _, word := range words {
		if !strings.Contains(message, word) {
			t.Errorf("the error does not mention %q: %s", word, message)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(message, secret) {
			t.Errorf("the error gives %q away: %s", secret, message)
		}
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log gives %q away: %s", secret, log.String())
		}
	}
}

func TestAnSQLiteFileThatCannotBeOpenedIsReportedInOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, content []byte, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, content, mode), "write "+name)
		return path
	}
	letter := write("letter.db", []byte(strings.Repeat("Dear reader, this is no database. ", 100)), 0o600)
	for name, tt := range map[string]struct {
		url   string
		words []string
	}{
		"nothing":            {"", nil},
		"a scheme alone":     {"sqlite:", nil},
		"another engine":     {"mysql://u:hunter2@h/db", nil},
		"no such folder":     {"sqlite:" + filepath.Join(dir, "none", "practice.db"), []string{filepath.Join(dir, "none", "practice.db")}},
		"a file as a folder": {"sqlite:" + filepath.Join(letter, "practice.db"), []string{letter}},
		"a folder":           {"sqlite:" + dir, []string{dir}},
		"no database":        {"sqlite:" + letter, []string{letter}},
	} {
		t.Run(name, func(t *testing.T) { wantRefusal(t, tt.url, tt.words, []string{"hunter2"}) })
	}
	content, err := os.ReadFile(letter)
	must(t, err, "read the letter")
	if !bytes.HasPrefix(content, []byte("Dear reader")) {
		t.Error("a file that is no database was written over")
	}
}

// Whatever a path may hold is the name of a file, never a setting.
func TestThePathOfASQLiteFileIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"practice.db", "a b.db", "what?.db", "what?mode=memory", "100%.db", "50%20.db", "a#b.db", "ünï.db", "a&b=c.db", ":memory:x.db", "+.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			must(t, open(t, "sqlite:"+path).Ping(t.Context()), "ping")
			if _, err := os.Stat(path); err != nil {
				t.Errorf("the database is not where it was asked for: %v", err)
			}
		})
	}
}

func TestARelativePathIsTheWorkingFoldersFile(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, open(t, "sqlite:practice.db").Close(), "close")
	if _, err := os.Stat("practice.db"); err != nil {
		t.Error(err)
	}
}

// It holds names, prompts and hashes of credentials.
func TestOthersCannotReadTheSQLiteFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, "sqlite:"+filepath.Join(dir, "practice.db"))
	addUser(t, db, "ada")
	entries, err := os.ReadDir(dir)
	must(t, err, "list files")
	for _, entry := range entries {
		info, err := entry.Info()
		must(t, err, "stat "+entry.Name())
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: got mode %o, want nothing for group and others", entry.Name(), info.Mode().Perm())
		}
	}
}

func TestTheSQLiteFileIsInWALMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "practice.db")
	open(t, "sqlite:"+path)
	raw := openRaw(t, "sqlite", path)
	var mode string
	must(t, raw.QueryRow("PRAGMA journal_mode").Scan(&mode), "read the journal mode")
	if mode != "wal" {
		t.Errorf("journal mode: got %s, want wal", mode)
	}
}

// A writer of another process may hold the file for a moment.
func TestAWriterWaitsForAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "practice.db")
	db := open(t, "sqlite:"+path)
	raw := openRaw(t, "sqlite", path)
	raw.SetMaxOpenConns(1)
	mustExec(t, raw, "BEGIN IMMEDIATE")
	created := make(chan error, 1)
	go func() {
		created <- db.CreateUser(t.Context(), people.User{ID: "ada", Name: "Ada", CreatedAt: at(0)})
	}()
	select {
	case err := <-created:
		t.Errorf("a writer did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	mustExec(t, raw, "COMMIT")
	must(t, <-created, "create a user once the file is free")
}

func openRaw(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	if driver == "sqlite" { // the log may just be moved into the file
		dsn = "file:" + dsn + "?_pragma=busy_timeout(10000)"
	}
	raw, err := sql.Open(driver, dsn)
	must(t, err, "open "+driver)
	t.Cleanup(func() { must(t, raw.Close(), "close") })
	return raw
}

func mustExec(t *testing.T, raw *sql.DB, statement string) {
	t.Helper()
	if _, err := raw.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// rawURL opens the same database without this package.
func rawURL(t *testing.T, url string) *sql.DB {
	t.Helper()
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return openRaw(t, "sqlite", path)
	}
	return openRaw(t, "pgx", url)
}

func TestAPostgreSQLThatCannotBeReachedIsReportedInOneLineWithoutThePassword(t *testing.T) {
	t.Parallel()
	good, err := url.Parse(engines()[1].url(t))
	must(t, err, "parse the server's URL")
	edit := func(change func(*url.URL)) string {
		u := *good
		change(&u)
		return u.String()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err, "listen")
	closed := listener.Addr().String()
	must(t, listener.Close(), "close")
	withPassword := url.UserPassword(good.User.Username(), "hunter2")
	for name, tt := range map[string]struct {
		url   string
		words []string
	}{
		"nobody listens": {edit(func(u *url.URL) { u.Host, u.User = closed, withPassword }), []string{closed}},
		"no such database": {edit(func(u *url.URL) {
			u.Path = "/no_such_database"
		}), []string{"no_such_database"}},
		"no such host":          {edit(func(u *url.URL) { u.Host, u.User = "no-such-host.invalid:5432", withPassword }), []string{"no-such-host.invalid"}},
		"a broken port":         {"postgres://ada:hunter2@127.0.0.1:port/db", nil},
		"a broken escape":       {"postgres://ada:hunter2%zz@127.0.0.1/db", nil},
		"a space":               {"postgres://ada:hunter2 @127.0.0.1/db", nil},
		"a broken setting":      {"postgres://ada:hunter2@127.0.0.1/db?connect_timeout=soon", nil},
		"a password as setting": {"postgres://127.0.0.1:1/db?password=hunter2", nil},
		"a slash in it":         {"postgres://ada:hun/hunter2@127.0.0.1/db", nil},
		"a hash in it":          {"postgres://ada:hun#hunter2@127.0.0.1/db", nil},
		"an at sign in it":      {"postgres://ada:hunter2@hunter2@127.0.0.1:1/db", []string{"%40"}},
		"a number before it":    {"postgres://ada:12/hunter2@127.0.0.1/db", []string{"%2F"}},
		"a question mark in it": {"postgres://ada:12?hunter2@127.0.0.1/db", []string{"%3F"}},
		"both":                  {"postgres://ada:x@12/hunter2@127.0.0.1/db", []string{"%40"}},
		"a newline":             {"postgres://ada:hunter2@127.0.0.1/db\n", nil},
	} {
		t.Run(name, func(t *testing.T) { wantRefusal(t, tt.url, tt.words, []string{"hunter2", "hun/", "hun#"}) })
	}
}

func TestAWrongPasswordIsReportedWithoutThePassword(t *testing.T) {
	t.Parallel()
	good, err := url.Parse(engines()[1].url(t))
	must(t, err, "parse the server's URL")
	wrong := *good
	wrong.User = url.UserPassword(good.User.Username(), "hunter2")
	wantRefusal(t, wrong.String(), []string{good.Host, "password"}, []string{"hunter2"})
}

// A server that takes connections and says nothing must not hold the start up
// for ever.
func TestASilentServerIsGivenUp(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err, "listen")
	t.Cleanup(func() { _ = listener.Close() })
	begun := time.Now()
	wantRefusal(t, "postgres://ada:hunter2@"+listener.Addr().String()+"/db", []string{listener.Addr().String()}, []string{"hunter2"})
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s to give up", took)
	}
}

func TestPingReportsWhetherTheDatabaseAnswers(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		must(t, db.Ping(t.Context()), "ping")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Ping(ctx); err == nil {
			t.Error("ping for a caller who has gone: got no error")
		}
	})
	for _, e := range engines() {
		t.Run(e.name+" closed", func(t *testing.T) {
			db, err := database.Open(t.Context(), e.url(t), slog.New(slog.DiscardHandler))
			must(t, err, "open")
			must(t, db.Close(), "close")
			if err := db.Ping(t.Context()); err == nil {
				t.Error("ping of a closed database: got no error")
			}
		})
	}
}

func TestEverythingIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			first := open(t, url)
			user := addUser(t, first, "ada")
			session := addSession(t, first, running(aSession("s", "ada", at(0)), at(3)))
			clip := addClip(t, first, stored(clipOf(session, "c", at(3))))
			must(t, first.Close(), "close")
			second := open(t, url)
			gotUser, err := second.User(t.Context(), "ada")
			must(t, err, "read user")
			same(t, "user", gotUser, user)
			gotSession, err := second.Session(t.Context(), "s")
			must(t, err, "read session")
			same(t, "session", gotSession, session)
			gotClip, err := second.Clip(t.Context(), "c")
			must(t, err, "read clip")
			same(t, "clip", gotClip, clip)
		})
	}
}

// Two nodes, or a server and a command, may start at once on an empty database.
func TestStartingAtOnceOnAnEmptyDatabaseWorks(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			const starters = 6
			var wg sync.WaitGroup
			for i := range starters {
				wg.Go(func() {
					db, err := database.Open(t.Context(), url, slog.New(slog.DiscardHandler))
					if err != nil {
						t.Errorf("starter %d: %v", i, err)
						return
					}
					if err := db.CreateUser(t.Context(), people.User{ID: fmt.Sprint(i), Name: "N", CreatedAt: at(0)}); err != nil {
						t.Errorf("starter %d: %v", i, err)
					}
					if err := db.Close(); err != nil {
						t.Errorf("starter %d: close: %v", i, err)
					}
				})
			}
			wg.Wait()
			var applied int
			must(t, rawURL(t, url).QueryRow("SELECT count(*) FROM goose_db_version WHERE version_id = 1").Scan(&applied), "count")
			if applied != 1 {
				t.Errorf("migration 1 was applied %d times, want 1", applied)
			}
		})
	}
}

func TestADatabaseNewerThanTheProgramIsRefusedAndNotTouched(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			addUser(t, db, "ada")
			must(t, db.Close(), "close")
			raw := rawURL(t, url)
			var newest int
			must(t, raw.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&newest), "read the version")
			mustExec(t, raw, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, TRUE)")
			if e.name == "sqlite" {
				// A newer program may have its reasons for another journal.
				mustExec(t, raw, "PRAGMA journal_mode = DELETE")
			}
			must(t, raw.Close(), "close")

			before := contents(t, url)
			for range 2 {
				wantRefusal(t, url, []string{"4711", fmt.Sprint(newest)}, nil)
			}
			same(t, "contents of the database", contents(t, url), before)
		})
	}
}

// contents describes all that a database holds: of SQLite the bytes of its
// files, of PostgreSQL every row of every table, with the transactions that
// wrote them, and the catalogue of tables.
func contents(t *testing.T, url string) map[string]string {
	t.Helper()
	out := map[string]string{}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		files, err := filepath.Glob(path + "*")
		must(t, err, "list files")
		for _, file := range files {
			content, err := os.ReadFile(file)
			must(t, err, "read "+file)
			out[filepath.Base(file)] = string(content)
		}
		return out
	}
	raw := rawURL(t, url)
	defer func() { must(t, raw.Close(), "close") }()
	for _, table := range []string{"goose_db_version", "users", "pg_class", "pg_namespace"} {
		columns := "xmin::text || ' ' || ctid::text || ' ' || t::text"
		if strings.HasPrefix(table, "pg_") {
			columns = "oid::text || ' ' || xmin::text"
		}
		var all sql.NullString
		must(t, raw.QueryRow("SELECT string_agg("+columns+", E'\n' ORDER BY ctid) FROM "+table+" t").Scan(&all), "read "+table)
		out[table] = all.String
	}
	return out
}
