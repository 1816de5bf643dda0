package archive_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings/spool"
)

// A name in the spool that was given or taken away has to be so after a power
// failure too: the folder is brought to the disk after it.
func TestNamesInTheSpoolAreBroughtToTheDisk(t *testing.T) {
	v := spoken.New(t)
	var mu sync.Mutex
	var synced []string
	opened, err := spool.OpenWith(t.TempDir(), func(file *os.File) error {
		mu.Lock()
		defer mu.Unlock()
		synced = append(synced, filepath.Base(file.Name()))
		return file.Sync()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	b := &archiveBench{archiving.Over(t, opened, first(archiving.Folder(t)))}
	// inOrder tells whether the names were synced one after another, among others.
	inOrder := func(names []string) bool {
		mu.Lock()
		defer mu.Unlock()
		for _, name := range synced {
			if len(names) > 0 && name == names[0] {
				names = names[1:]
			}
		}
		return len(names) == 0
	}
	// expect waits for them: what takes a name away syncs after it is gone.
	expect := func(what string, names ...string) {
		t.Helper()
		archiving.AwaitThat(t, what+" to sync "+strings.Join(names, ", ")+" in this order", func() bool { return inOrder(names) })
		mu.Lock()
		defer mu.Unlock()
		synced = nil
	}
	const root = "."
	spoken.RecordInto(t, b.Spool, b.Store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	expect("a recording", "clip.json.part", "clip", root, "end.json.part", "clip")
	b.Archive.Keep(t.Context(), "clip")
	b.AwaitReady("clip")
	expect("leaving", root)
	b.backfill(copyOf(t, v, codec), time.Second, 5*time.Second, 0)
	expect("taking back", "audio.ogg.part", "clip.reopening", root, "clip")
	b.endBackfill("clip")
	b.AwaitReady("clip")
	expect("mending", "audio.ogg.new", "mend.json.part", "clip", "clip", "gaps.jsonl.part", "clip", "end.json.part", "clip", root)
	if ids := b.Spooled(); slices.Contains(ids, "clip") {
		t.Errorf("the spool has %v", ids)
	}
}
