package recordings_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"practice/recordings"
)

// A name in the spool that was given or taken away has to be so after a power
// failure too: the folder is brought to the disk after it.
func TestNamesInTheSpoolAreBroughtToTheDisk(t *testing.T) {
	v := newVoice(t)
	b := newBench(t, first(newFolder(t)))
	var mu sync.Mutex
	var synced []string
	recordings.OnSync(b.spool, func(name string) {
		mu.Lock()
		defer mu.Unlock()
		synced = append(synced, filepath.Base(name))
	})
	// expect looks that the names were synced one after another, among others.
	expect := func(what string, names ...string) {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		rest := names
		for _, name := range synced {
			if len(rest) > 0 && name == rest[0] {
				rest = rest[1:]
			}
		}
		if len(rest) > 0 {
			t.Errorf("%s: synced %q, want among them and in order %q", what, synced, names)
		}
		synced = nil
	}
	const root = "."
	recordInto(t, b.spool, b.store, withOutage(v, 2*time.Second, 4*time.Second), 6*time.Second)
	expect("a recording", "clip.json.part", "clip", root, "end.json.part", "clip")
	b.archive.Keep(t.Context(), "clip")
	b.awaitReady("clip")
	expect("leaving", root)
	b.backfill(copyOf(t, v, codec), time.Second, 5*time.Second, 0)
	expect("taking back", "audio.ogg.part", "clip.reopening", root, "clip")
	b.archive.EndBackfill("clip")
	b.awaitReady("clip")
	expect("mending", "audio.ogg.new", "mend.json.part", "clip", "clip", "gaps.jsonl.part", "clip", "end.json.part", "clip", root)
	if ids := b.spooled(); slices.Contains(ids, "clip") {
		t.Errorf("the spool has %v", ids)
	}
}
