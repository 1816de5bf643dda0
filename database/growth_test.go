package database_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"practice/database"
	"practice/sessions"
)

// TestChangesTakeNoRoom: what only changes, names and sessions, goes on below the floor
// of the disk, however often, and takes a few megabytes of the log at most.
func TestChangesTakeNoRoom(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(folder, "practice.db"), slog.New(slog.DiscardHandler))
	must(t, err, "open the database")
	t.Cleanup(func() { _ = db.Close() })
	addUser(t, db, "ada")
	must(t, db.CreateSession(t.Context(), aSession("s", "ada", at(0))), "make a session")
	before := sizeOf(t, folder)
	for n := range 3000 {
		name := fmt.Sprint(strings.Repeat("x", 30), n)
		_, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
			s.Participants[0].Name = name
			return nil
		})
		must(t, err, "change the session")
		must(t, db.RenameUser(t.Context(), "ada", name), "rename the user")
	}
	if grown := sizeOf(t, folder) - before; grown > 8<<20 {
		t.Errorf("6000 changes took %d bytes, want at most 8 MiB", grown)
	}
}

// sizeOf is how much the files of a folder take, in bytes.
func sizeOf(t *testing.T, folder string) (size int64) {
	t.Helper()
	files, err := os.ReadDir(folder)
	must(t, err, "list the folder")
	for _, file := range files {
		info, err := file.Info()
		must(t, err, "look at a file")
		size += info.Size()
	}
	return size
}
