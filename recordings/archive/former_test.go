package archive_test

import (
	"os"
	"path/filepath"
	"testing"

	"practice/internal/archiving"
	"practice/recordings"
	"practice/recordings/spool"
)

// What the former program left goes all its way under this one.
func TestWhatTheFormerProgramLeftIsStored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	if err := os.CopyFS(dir, os.DirFS("../spool/testdata/former")); err != nil {
		t.Fatal(err)
	}
	opened, err := spool.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	b := &archiveBench{archiving.Over(t, opened, first(archiving.Folder(t)))}
	b.recover()
	b.endBackfill("finished")
	for id, origin := range map[string]recordings.Origin{
		"finished": recordings.FromSession, "killed": recordings.FromSession, "mending": recordings.FromSession, "brought": recordings.Imported,
	} {
		b.endBackfill(id)
		clip := b.Await(id, "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
		if clip.Origin != origin || clip.OwnerID != "ada" || clip.Receipt == nil {
			t.Errorf("clip %s: got %+v", id, clip)
		}
	}
}
