package main

import (
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"practice/internal/hearing"
	"practice/internal/postgres"
	"practice/internal/versity"
)

// A data folder that was used is not served with an empty database: the words say
// what is gone and how to get it back, and nothing is made in its place.
func TestADataFolderIsRefusedWithoutItsDatabase(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, data, file string){
		"gone": func(t *testing.T, _, file string) { must(t, os.Remove(file)) },
		"gone, and the folder is of an older program": func(t *testing.T, data, file string) {
			must(t, os.Remove(file))
			must(t, os.Remove(filepath.Join(data, installationFile)))
			must(t, os.MkdirAll(filepath.Join(data, "clips", "clips", "a"), 0o700))
		},
		"emptied":                  func(t *testing.T, _, file string) { must(t, os.Truncate(file, 0)) },
		"a copy of the file alone": func(t *testing.T, _, file string) { must(t, os.Remove(file)); bareCopy(t, file) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			file := filepath.Join(data, "practice.db")
			serve(t, data).stop(syscall.SIGTERM)
			lose(t, data, file)
			before, _ := os.Stat(file)
			for _, args := range [][]string{nil, {"token", "create", "--name", "x"}} {
				status, stdout, stderr := finish(t, data, nil, args...)
				if status != 1 || stdout != "" || strings.Count(strings.TrimSpace(stderr), "\n") != 0 {
					t.Errorf("practice %v: status %d, stdout %q, stderr %q; want 1 and one line", args, status, stdout, stderr)
				}
				for _, want := range []string{file, "gone or empty", "practice.db-wal", "PRACTICE_DATA", "nothing was changed"} {
					if !strings.Contains(stderr, want) {
						t.Errorf("practice %v says %q, want %q in it", args, stderr, want)
					}
				}
			}
			if now, _ := os.Stat(file); (now == nil) != (before == nil) || now != nil && now.Size() != before.Size() {
				t.Errorf("the file was %v and is %v, want it untouched", before, now)
			}
		})
	}
}

// bareCopy is what copying the file of a running server without its log leaves: a
// header and no tables.
func bareCopy(t *testing.T, file string) {
	t.Helper()
	source := filepath.Join(t.TempDir(), "running.db")
	handle, err := sql.Open("sqlite", "file:"+source+"?_pragma=journal_mode(WAL)")
	must(t, err)
	defer handle.Close()
	_, err = handle.Exec("CREATE TABLE goose_db_version (version_id BIGINT)")
	must(t, err)
	content, err := os.ReadFile(source)
	must(t, err)
	if len(content) != 4096 {
		t.Fatalf("the copy has %d bytes, want 4096", len(content))
	}
	must(t, os.WriteFile(file, content, 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A data folder and PostgreSQL belong together too, and neither an empty database
// nor another installation's is taken for the folder's own.
func TestADataFolderIsRefusedWithAnotherDatabase(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	own, other := t.TempDir(), t.TempDir()
	right := server.Database(t)
	serve(t, own, "PRACTICE_DATABASE_URL="+right).stop(syscall.SIGTERM)
	serve(t, other).stop(syscall.SIGTERM)
	theirs, err := os.ReadFile(filepath.Join(other, "practice.db"))
	must(t, err)
	sqlite := t.TempDir()
	serve(t, sqlite).stop(syscall.SIGTERM)
	must(t, os.WriteFile(filepath.Join(sqlite, "practice.db"), theirs, 0o600))
	for name, tt := range map[string]struct {
		data string
		env  string
		want []string
	}{
		"empty PostgreSQL":    {own, "PRACTICE_DATABASE_URL=" + server.Database(t), []string{"is empty", "PRACTICE_DATABASE_URL", own}},
		"another PostgreSQL":  {other, "PRACTICE_DATABASE_URL=" + right, []string{"is not the one", "PRACTICE_DATABASE_URL", other}},
		"another SQLite file": {sqlite, "", []string{"is not the one", filepath.Join(sqlite, "practice.db")}},
		"SQLite in its place": {own, "", []string{"gone or empty", filepath.Join(own, "practice.db")}},
	} {
		t.Run(name, func(t *testing.T) {
			var env []string
			if tt.env != "" {
				env = []string{tt.env}
			}
			status, _, stderr := finish(t, tt.data, env)
			if status != 1 || strings.Contains(stderr, postgres.Password) {
				t.Errorf("status %d, want 1 without a password: %s", status, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("it says %q, want %q in it", stderr, want)
				}
			}
		})
	}
	serve(t, own, "PRACTICE_DATABASE_URL="+right) // its own is as good as ever
}

// A database that is deleted under the running server is noticed within seconds:
// requests are refused in words, the recording goes on in the spool, and what the
// file held is rescued. With that in its place everything is there again.
func TestADatabaseDeletedUnderTheServerIsNoticed(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	file := filepath.Join(data, "practice.db")
	p := serve(t, data)
	s := newSpeaker(t, p)
	wav := hearing.Speak(t, spokenText)
	packets := opusPackets(t, hearing.Encode(t, wav))
	s.send(map[string]any{"type": "start"})
	s.speak(packets[:50])
	s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	s.speak(packets[:100])
	for _, suffix := range []string{"", "-wal", "-shm"} {
		must(t, os.Remove(file+suffix))
	}
	deleted := time.Now()
	s.speak(packets[100:])
	await(t, "the loss to be noticed", func() bool { status, _ := p.operate("/readyz"); return status == http.StatusServiceUnavailable })
	t.Logf("noticed by the time of %s, with speech in between", time.Since(deleted).Round(time.Millisecond))
	if _, body := p.operate("/readyz"); !strings.Contains(body, "deleted") {
		t.Errorf("/readyz: %s, want it to say that the file was deleted", body)
	}
	if got := statusWithToken(t, p.url+"/api/v1/clips", s.token); got != http.StatusServiceUnavailable {
		t.Errorf("GET clips: %d, want 503", got)
	}
	if log := p.logged(); !strings.Contains(log, "level=ERROR msg=\"the database is gone") || !strings.Contains(log, "is rescued") {
		t.Errorf("the log says nothing of it: %s", log)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a new database was made in its place")
	}
	p.stop(syscall.SIGTERM)
	s.hangUp()

	rescued, _ := filepath.Glob(file + ".rescued-*")
	if len(rescued) != 1 {
		t.Fatalf("rescued: %v, want one file", rescued)
	}
	if status, _, stderr := finish(t, data, nil); status != 1 || !strings.Contains(stderr, rescued[0]) {
		t.Errorf("the next start: status %d, %q; want it to name %s", status, stderr, rescued[0])
	}
	must(t, os.Rename(rescued[0], file))
	s.p = serve(t, data)
	var list struct{ Clips []clipFacts }
	s.call(http.MethodGet, "/api/v1/clips", nil, &list)
	if len(list.Clips) != 1 {
		t.Fatalf("%d clips, want the one that was recorded; log: %s", len(list.Clips), s.p.logged())
	}
	s.listen(s.awaitReady(list.Clips[0].ID), wav)
}

// Another file in the database's place, by rename or written over it, is noticed
// like none.
func TestADatabaseReplacedUnderTheServerIsNoticed(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(t *testing.T, other, file string){
		"renamed": func(t *testing.T, other, file string) { must(t, os.Rename(other, file)) },
		"written over": func(t *testing.T, other, file string) {
			content, err := os.ReadFile(other)
			must(t, err)
			must(t, os.WriteFile(file, content, 0o600))
		},
		"emptied": func(t *testing.T, _, file string) { must(t, os.Truncate(file, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := t.TempDir()
			serve(t, other).stop(syscall.SIGTERM)
			data := t.TempDir()
			p := serve(t, data)
			token := p.newToken()
			await(t, "the tables to be in the file itself", func() bool {
				info, err := os.Stat(filepath.Join(data, "practice.db"))
				return err == nil && info.Size() > 4096
			})
			replace(t, filepath.Join(other, "practice.db"), filepath.Join(data, "practice.db"))
			await(t, "the other database to be noticed", func() bool { return statusWithToken(t, p.url+"/api/v1/clips", token) == http.StatusServiceUnavailable })
			if status, body := p.operate("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "practice.db") {
				t.Errorf("/readyz: %d %s, want 503 naming the file", status, body)
			}
		})
	}
}

// A bucket that has none of the clips is not taken for the one that has: /readyz says
// so, and what is deleted meanwhile is deleted in the right one.
func TestAnotherBucketIsReported(t *testing.T) {
	t.Parallel()
	store := versity.Start(t)
	env := func(bucket string) []string {
		return []string{
			"PRACTICE_S3_ENDPOINT=" + store.Endpoint, "PRACTICE_S3_BUCKET=" + bucket,
			"PRACTICE_S3_ACCESS_KEY=" + versity.AccessKey, "PRACTICE_S3_SECRET_KEY=" + versity.SecretKey,
		}
	}
	own, other := store.Bucket(t, "own"), store.Bucket(t, "other")
	data := t.TempDir()
	p := serve(t, data, env(own)...)
	clip := recordAloud(t, p)
	p.stop(syscall.SIGTERM)

	p = serve(t, data, env(other)...)
	if status, body := p.operate("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "none of this installation") {
		t.Errorf("/readyz: %d %s, want 503 and what is missing", status, body)
	}
	if !strings.Contains(p.logged(), "none of this installation") {
		t.Errorf("the log does not say so: %s", p.logged())
	}
	s := &speaker{t: t, p: p, token: p.newToken()}
	for _, way := range []struct{ method, path string }{{"GET", "/audio.ogg"}, {"DELETE", ""}} {
		if status, body := fetchAs(t, p, way.method, "/api/v1/clips/"+clip.ID+way.path, s.header()); status != http.StatusServiceUnavailable {
			t.Errorf("%s of the clip: %d %s, want 503", way.method, status, body)
		}
	}
	p.stop(syscall.SIGTERM)

	s.p = serve(t, data, env(own)...)
	if status, _ := s.p.operate("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz with the own bucket: %d, want 200", status)
	}
	s.awaitReady(clip.ID)
}
