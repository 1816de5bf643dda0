package spool_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/archiving"
	"practice/recordings"
	"practice/recordings/spool"
)

// announced is when the recordings in testdata began.
var announced = time.Date(2026, 11, 20, 19, 30, 0, 123456789, time.UTC)

// samples is so much of a time line, as a spool has it.
func samples(n time.Duration) time.Duration {
	return (n*time.Second + recordings.SampleRate - 1) / recordings.SampleRate
}

// formerClip is the clip of the recordings in testdata/former.
func formerClip(id string) recordings.Clip {
	return recordings.Clip{
		ID: id, OwnerID: "ada", SessionID: "s1", Leg: 1, Title: "TCP “handshake”", Prompt: "Explain it.", Domain: "networking",
		Format: "peer-swap-30", Origin: recordings.FromSession, State: recordings.Recording, CreatedAt: announced, Original: recordings.AudioOgg,
	}
}

// formerGaps has a gap of every cause.
func formerGaps() []recordings.Gap {
	return []recordings.Gap{
		{At: 0, Duration: samples(1441), Cause: recordings.NotYetArrived},
		{At: samples(9601), Duration: samples(961), Cause: recordings.Lost},
		{At: samples(19201), Duration: samples(960), Cause: recordings.Paused},
		{At: samples(28801), Duration: samples(1920), Cause: recordings.Disconnected, Backfilled: true},
		{At: samples(38401), Duration: samples(960), Cause: recordings.NoRoom},
		{At: samples(48001), Duration: samples(960), Cause: recordings.Damaged},
		{At: samples(57601), Duration: samples(960), Cause: recordings.Interrupted},
		{At: samples(90001), Duration: samples(5999), Cause: recordings.Stopped},
	}
}

// openCopy opens a copy of the spool in testdata/former.
func openCopy(t *testing.T) *spool.Spool {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "spool")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "former"))); err != nil {
		t.Fatal(err)
	}
	opened, err := spool.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// testdata/former was left by the program before there were codes: fields
// as Go named them, durations in nanoseconds, causes and formats in words.
func TestASpoolOfTheFormerProgramIsRead(t *testing.T) {
	opened := openCopy(t)
	whole := spool.Entry{
		Expected: 2 * time.Second, Stored: 2 * time.Second, Limit: 2500 * time.Millisecond, Copied: true, Finished: true, Gaps: formerGaps(),
	}
	killed, mended, reopened, brought := whole, whole, whole, whole
	// Of the last page, which was not written, nothing is there.
	killed.Expected, killed.Stored, killed.Limit, killed.Copied = samples(91848), samples(91848), time.Hour, false
	mended.Gaps = formerGaps()
	mended.Gaps[1].Backfilled = true
	mended.Limit, mended.Copied = 0, false
	brought.Gaps, brought.Limit, brought.Copied = nil, 0, false
	for id, want := range map[string]spool.Entry{"finished": whole, "killed": killed, "mending": mended, "reopened": reopened, "brought": brought} {
		want.Clip = formerClip(id)
		switch id {
		case "reopened":
			want.Clip.Edition = 1
		case "brought":
			want.Clip = recordings.Clip{
				ID: id, OwnerID: "ada", Title: "Mock", Origin: recordings.Imported, State: recordings.Recording, CreatedAt: announced, Original: recordings.AudioOgg,
			}
		}
		got, err := opened.Finish(id, announced.Add(time.Hour))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		want.Size = got.Size
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

var update = flag.Bool("update", false, "write testdata/golden anew")

// The golden files are what is stored now. A change of them is a change of what
// later versions must read: keep the former ones under another name then.
func TestStoredFilesAreAsTheGoldenOnes(t *testing.T) {
	dir := t.TempDir()
	opened, err := spool.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	if err := archiving.Record(opened, formerClip("clip"), []byte("audio"), 2*time.Second+samples(1), formerGaps()...); err != nil {
		t.Fatal(err)
	}
	if err := spool.WriteMend(opened, "clip", formerGaps(), 2*time.Second+samples(1), "piece+9601_961.ogg"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"clip.json", "gaps.jsonl", "end.json", "mend.json"} {
		golden := filepath.Join("testdata", "golden", name)
		got, err := os.ReadFile(filepath.Join(dir, "clip", name))
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil { //nolint:gosec // it is committed
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-golden +got):\n%s", name, diff)
		}
	}
}

// A clip that is written and read lies where it did, to the sample.
func TestTheSpoolIsReadAsItWasWritten(t *testing.T) {
	opened, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	want := spool.Entry{
		Clip: formerClip("clip"), Size: 5, Expected: 2*time.Second + samples(1), Stored: 2*time.Second + samples(1), Gaps: formerGaps(), Finished: true,
	}
	if err := archiving.Record(opened, want.Clip, []byte("audio"), want.Stored, want.Gaps...); err != nil {
		t.Fatal(err)
	}
	got, err := opened.Facts("clip")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
