package web_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/alexedwards/scs/v2"

	"practice/database"
	"practice/web/api"
)

// openStore opens a database of the test's own.
func openStore(t *testing.T) (api.Store, scs.CtxStore) {
	t.Helper()
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "practice.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, db.Logins()
}
