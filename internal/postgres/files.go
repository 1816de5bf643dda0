package postgres

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// HasOnDisk reports whether a text lies in a file of a table or an index, after
// everything in memory was written there. The write-ahead log is not among them.
func (s *Server) HasOnDisk(t testing.TB, text string) (found bool) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), s.url("postgres"))
	if err != nil {
		t.Fatalf("connect to PostgreSQL: %v", err)
	}
	defer connection.Close(t.Context())
	if _, err := connection.Exec(t.Context(), "CHECKPOINT"); err != nil {
		t.Fatalf("checkpoint: %v", err)
	}
	err = filepath.WalkDir(filepath.Join(s.data(), "base"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // another test's database was dropped meanwhile
		}
		content, err := os.ReadFile(path)
		found = found || err == nil && bytes.Contains(content, []byte(text))
		return nil
	})
	if err != nil {
		t.Fatalf("read the files of PostgreSQL: %v", err)
	}
	return found
}
