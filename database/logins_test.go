package database_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/database"
)

var _ scs.CtxStore = (*database.Logins)(nil)

func findLogin(t *testing.T, store scs.CtxStore, token string) ([]byte, bool) {
	t.Helper()
	data, found, err := store.FindCtx(t.Context(), token)
	must(t, err, "find login "+token)
	return data, found
}

func TestALoginIsKeptUntilItExpires(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		store := db.Logins()
		if _, found := findLogin(t, store, "none"); found {
			t.Error("a login that was never made is found")
		}
		binary := []byte{0, 1, 0xff, '\'', 0}
		must(t, store.CommitCtx(t.Context(), "a", binary, time.Now().Add(time.Hour)), "commit")
		must(t, store.CommitCtx(t.Context(), "b", []byte("b"), time.Now().Add(time.Hour)), "commit")
		must(t, store.CommitCtx(t.Context(), "old", []byte("old"), time.Now().Add(-time.Second)), "commit")
		if data, found := findLogin(t, store, "a"); !found || !bytes.Equal(data, binary) {
			t.Errorf("login a: got %q, %t, want %q", data, found, binary)
		}
		if _, found := findLogin(t, store, "old"); found {
			t.Error("an expired login is found")
		}
		must(t, store.CommitCtx(t.Context(), "a", []byte("changed"), time.Now().Add(2*time.Hour)), "commit again")
		if data, found := findLogin(t, store, "a"); !found || string(data) != "changed" {
			t.Errorf("login a, changed: got %q, %t", data, found)
		}
		must(t, store.CommitCtx(t.Context(), "a", []byte("changed"), time.Now().Add(-time.Millisecond)), "let expire")
		if _, found := findLogin(t, store, "a"); found {
			t.Error("a login whose expiry was moved to the past is found")
		}
		must(t, store.DeleteCtx(t.Context(), "b"), "delete")
		if _, found := findLogin(t, store, "b"); found {
			t.Error("a deleted login is found")
		}
		must(t, store.DeleteCtx(t.Context(), "b"), "delete what is gone")
	})
}

// scs asks the plain methods too.
func TestLoginsWithoutAContextAreTheSame(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		store := db.Logins()
		must(t, store.Commit("a", []byte("x"), time.Now().Add(time.Hour)), "commit")
		data, found, err := store.Find("a")
		if err != nil || !found || string(data) != "x" {
			t.Errorf("find: got %q, %t, %v", data, found, err)
		}
		must(t, store.Delete("a"), "delete")
		if _, found := findLogin(t, store, "a"); found {
			t.Error("a deleted login is found")
		}
	})
}

func TestALoginSurvivesARestart(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			first := open(t, url)
			must(t, first.Logins().CommitCtx(t.Context(), "a", []byte("x"), time.Now().Add(time.Hour)), "commit")
			must(t, first.Close(), "close")
			if data, found := findLogin(t, open(t, url).Logins(), "a"); !found || string(data) != "x" {
				t.Errorf("login after the restart: got %q, %t", data, found)
			}
		})
	}
}

func TestConcurrentLoginsDoNotDisturbEachOther(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		store := db.Logins()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				expiry := time.Now().Add(time.Hour)
				if i%2 == 1 {
					expiry = time.Now().Add(-time.Hour) // so that cleaning up happens beside
				}
				if err := store.CommitCtx(t.Context(), string(rune('a'+i)), []byte{byte(i)}, expiry); err != nil {
					t.Errorf("commit %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for i := 0; i < 20; i += 2 {
			if data, found := findLogin(t, store, string(rune('a'+i))); !found || data[0] != byte(i) {
				t.Errorf("login %d: got %v, %t", i, data, found)
			}
		}
	})
}
