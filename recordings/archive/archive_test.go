package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/internal/versity"
	"practice/recordings"
)

// allObjects are what can be had of a clip; storedObjects what the store keeps of
// one that was recorded.
var allObjects = []string{recordings.AudioOgg, recordings.AudioWAV, recordings.WaveformDat, recordings.ReceiptJSON}

var storedObjects = []string{recordings.AudioOgg, recordings.ReceiptJSON, recordings.WaveformDat}

// archiveBench is an archive with everything around it.
type archiveBench struct{ *archiving.Bench }

func newBench(t *testing.T, blobs recordings.Blobs) *archiveBench {
	t.Helper()
	return &archiveBench{archiving.New(t, blobs)}
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func TestAClipIsStoredVerifiedAndLeavesTheSpool(t *testing.T) {
	audio, length := spoken.Clip(t, 4*time.Second)
	for name, blobs := range map[string]func(t *testing.T) recordings.Blobs{
		"folder": func(t *testing.T) recordings.Blobs { store, _ := archiving.Folder(t); return store },
		"S3":     func(t *testing.T) recordings.Blobs { return archiving.S3(t, versity.Start(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, blobs(t))
			gap := recordings.Gap{At: time.Second, Duration: 200 * time.Millisecond, Cause: recordings.Lost}
			b.Record("a", audio, length, gap)
			began := time.Now()
			b.Archive.Keep(t.Context(), "a")
			clip := b.AwaitReady("a")
			want := &recordings.Receipt{
				Expected: length, Stored: length, Gaps: []recordings.Gap{gap}, Checksum: digestOf(audio),
				Size: int64(len(audio)), Store: b.Blobs.String(), VerifiedAt: clip.Receipt.VerifiedAt,
			}
			if diff := cmp.Diff(want, clip.Receipt); diff != "" {
				t.Errorf("receipt (-want +got):\n%s", diff)
			}
			if at := clip.Receipt.VerifiedAt; at.Before(began) || at.After(time.Now()) {
				t.Errorf("verified at %s, want it after %s and not in the future", at, began)
			}
			if len(clip.Peaks) != recordings.PeakCount || bytes.Count(clip.Peaks, []byte{0}) > recordings.PeakCount/2 || clip.Reason != "" || clip.Duration != length {
				t.Errorf("clip: got %d peaks %v, reason %q, duration %s", len(clip.Peaks), clip.Peaks, clip.Reason, clip.Duration)
			}
			b.wantStored(clip, audio, length)
			b.wantMetrics(0, 0, 1)
		})
	}
}

// wantStored compares what can be had of the clip with the recording.
func (b *archiveBench) wantStored(clip recordings.Clip, audio []byte, length time.Duration) {
	b.T.Helper()
	content := map[string][]byte{}
	for _, object := range allObjects {
		data, err := b.Read(clip, object)
		if err != nil {
			b.T.Errorf("read %s: %v", object, err)
		}
		content[object] = data
	}
	if !bytes.Equal(content[recordings.AudioOgg], audio) {
		b.T.Errorf("audio.ogg: got %d bytes that differ from the %d recorded", len(content[recordings.AudioOgg]), len(audio))
	}
	samples := int(length.Seconds() * recordings.SampleRate)
	if got, want := len(content[recordings.AudioWAV]), 44+2*samples; got != want {
		b.T.Errorf("audio.wav: got %d bytes, want %d", got, want)
	}
	if got, want := len(content[recordings.WaveformDat]), 24+2*((samples+959)/960); got != want {
		b.T.Errorf("waveform.dat: got %d bytes, want %d", got, want)
	}
	want, err := json.Marshal(clip.Receipt)
	if err != nil || !bytes.Equal(content[recordings.ReceiptJSON], want) {
		b.T.Errorf("receipt.json: got %s, want %s", content[recordings.ReceiptJSON], want)
	}
}

func (b *archiveBench) wantMetrics(waiting, failures, stored int) {
	b.T.Helper()
	want := fmt.Sprintf(`
# HELP practice_clips_waiting Finished clips that are not in the store yet.
# TYPE practice_clips_waiting gauge
practice_clips_waiting %d
# HELP practice_store_failures_total Attempts to store a clip that the store failed or refused.
# TYPE practice_store_failures_total counter
practice_store_failures_total %d
`, waiting, failures)
	archiving.AwaitThat(b.T, "the metrics", func() bool {
		return testutil.GatherAndCompare(b.Metrics, strings.NewReader(want), "practice_clips_waiting", "practice_store_failures_total") == nil
	})
	families, err := b.Metrics.Gather()
	if err != nil {
		b.T.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "practice_clip_store_seconds" {
			if got := family.GetMetric()[0].GetHistogram().GetSampleCount(); got != uint64(stored) {
				b.T.Errorf("practice_clip_store_seconds: got %d clips, want %d", got, stored)
			}
		}
	}
}

// It is the work that is bounded: how long it takes is also a matter of what else
// the machine does.
func TestThreeMinutesAreReadyWithTwoSecondsOfWork(t *testing.T) {
	audio, length := spoken.Clip(t, 3*time.Minute)
	b := newBench(t, archiving.S3(t, versity.Start(t)))
	b.Record("a", audio, length)
	before, began := worked(t), time.Now()
	b.Archive.Keep(t.Context(), "a")
	b.AwaitReady("a")
	work := worked(t) - before
	t.Logf("three minutes were ready after %s, with %s of work", time.Since(began), work)
	if limit := 2 * time.Second * slowness; work > limit {
		t.Errorf("three minutes took %s of work, want at most %s", work, limit)
	}
}

// worked is the time that all cores spent on this process so far.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestWhileTheStoreIsDownTheClipPlaysAndSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	audio, length := spoken.Clip(t, 2*time.Second)
	server := versity.Start(t)
	b := newBench(t, archiving.S3(t, server))
	server.Kill(t)
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.Await("a", "waiting", func(c recordings.Clip) bool { return c.Reason != "" })
	if clip.Reason != recordings.StoreUnreachable || clip.RetryAt.IsZero() || time.Until(clip.RetryAt) > time.Minute {
		t.Errorf("reason: got %q, again at %v; want %q and a time", clip.Reason, clip.RetryAt, recordings.StoreUnreachable)
	}
	if clip.State != recordings.Storing || clip.Receipt != nil || len(clip.Peaks) != recordings.PeakCount {
		t.Errorf("clip: got state %s, receipt %v, %d peaks, want it storing with its waveform and no receipt", clip.State, clip.Receipt, len(clip.Peaks))
	}
	b.wantMetrics(1, 1, 0)
	for _, object := range []string{recordings.AudioOgg, recordings.AudioWAV, recordings.WaveformDat} {
		if data, err := b.Read(clip, object); err != nil || len(data) == 0 {
			t.Errorf("%s while the store is down: got %d bytes, %v", object, len(data), err)
		}
	}
	server.Restart(t)
	clip = b.AwaitReady("a")
	b.wantStored(clip, audio, length)
	if clip.Reason != "" || !clip.RetryAt.IsZero() {
		t.Errorf("reason of the ready clip: got %q, again at %v; want none", clip.Reason, clip.RetryAt)
	}
}

func TestAStoreThatDiesInTheMiddleGetsTheClipExactlyOnce(t *testing.T) {
	t.Parallel()
	for object, length := range map[string]time.Duration{
		recordings.AudioOgg:    20 * time.Second,
		recordings.WaveformDat: 3 * time.Minute,
	} {
		t.Run(object, func(t *testing.T) {
			audio, length := spoken.Clip(t, length)
			server := versity.Start(t)
			var kill sync.Once
			blobs := &interfering{Blobs: archiving.S3(t, server)}
			blobs.before = func(_ context.Context, key string, r io.Reader) (io.Reader, error) {
				if strings.HasSuffix(key, object) {
					kill.Do(func() { r = &halfway{Reader: r, left: 10_000, then: func() { server.Kill(t) }} })
				}
				return r, nil
			}
			b := newBench(t, blobs)
			b.Record("a", audio, length)
			b.Archive.Keep(t.Context(), "a")
			b.Await("a", "waiting", func(c recordings.Clip) bool { return c.Reason == recordings.StoreUnreachable })
			server.Restart(t)
			clip := b.AwaitReady("a")
			b.wantStored(clip, audio, length)
			b.wantObjects(server.Path("clips", ""), "a")
		})
	}
}

// wantObjects looks at the store's own files: the objects of the clip and
// nothing else.
func (b *archiveBench) wantObjects(dir, id string) {
	b.T.Helper()
	var want, got []string
	for _, object := range storedObjects {
		want = append(want, recordings.Key(id, 0, object))
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(path, "/.") {
			name, relErr := filepath.Rel(dir, path)
			got, err = append(got, name), relErr
		}
		return err
	})
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		b.T.Errorf("objects in the store: %v (-want +got):\n%s", err, diff)
	}
}
