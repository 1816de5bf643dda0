package archive_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/hearing"
	"practice/internal/spoken"
	"practice/internal/versity"
	"practice/recordings"
)

// What was captured comes back from the store as it was spoken, as Ogg and as
// WAV, at the same place of the time line and of the same length.
func TestWhatWasSpokenIsHeardInBothStoredFiles(t *testing.T) {
	v := spoken.New(t)
	const length = 9*time.Second + 130*time.Millisecond
	spooled, path := spoken.Record(t, v.Stream(), length)
	audio, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, archiving.S3(t, versity.Start(t)))
	b.Record("a", audio, spooled.Stored, spooled.Gaps...)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	if clip.Duration != length {
		t.Errorf("the clip's duration: got %s, want %s", clip.Duration, length)
	}
	b.wantStored(clip, audio, length)
	said, err := hearing.Decode(v.Spoken)
	if err != nil {
		t.Fatal(err)
	}
	offsets := map[string]time.Duration{}
	for _, object := range []string{recordings.AudioOgg, recordings.AudioWAV} {
		data, err := b.Read(clip, object)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), object)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		heard, err := hearing.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		found := hearing.Compare(heard, said)
		peak, spread := found.Worst()
		t.Logf("%s: duration %s, worst window %.3f, offset %s, spread %s", object, found.Duration, peak, found.Offset, spread)
		if peak < 0.9 || spread > 5*time.Millisecond || found.Duration != length {
			t.Errorf("%s: got duration %s, worst window %.3f, spread %s, want %s, at least 0.9, at most 5ms", object, found.Duration, peak, spread, length)
		}
		offsets[object] = found.Offset
	}
	if distance := (offsets[recordings.AudioOgg] - offsets[recordings.AudioWAV]).Abs(); distance > time.Millisecond {
		t.Errorf("Ogg and WAV begin %s apart, want at the same place", distance)
	}
}
