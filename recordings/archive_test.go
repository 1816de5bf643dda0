package recordings_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"practice/internal/versity"
	"practice/recordings"
	"practice/recordings/folder"
	"practice/recordings/memory"
	"practice/recordings/s3"
)

var allObjects = []string{recordings.AudioOgg, recordings.AudioWAV, recordings.WaveformDat, recordings.ReceiptJSON}

// archiveBench is an archive with everything around it.
type archiveBench struct {
	t       *testing.T
	spool   *recordings.Spool
	store   *memory.Store
	blobs   recordings.Blobs
	metrics *prometheus.Registry
	archive *recordings.Archive
	// node is the identity of the server whose archive it is.
	node string
}

func newBench(t *testing.T, blobs recordings.Blobs) *archiveBench {
	t.Helper()
	spool, err := recordings.OpenSpool(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := spool.Close(); err != nil {
			t.Errorf("close the spool: %v", err)
		}
	})
	b := &archiveBench{t: t, spool: spool, store: &memory.Store{}, blobs: blobs}
	b.start()
	return b
}

// start begins a new archive over what is there, as a restarted server does.
func (b *archiveBench) start() {
	b.t.Helper()
	b.metrics = prometheus.NewRegistry()
	archive, err := recordings.NewArchive(recordings.ArchiveConfig{
		Spool: b.spool, Store: b.store, Blobs: b.blobs, Node: b.node, Clock: time.Now, Registerer: b.metrics,
		Log: b.log(),
	})
	if err != nil {
		b.t.Fatalf("NewArchive: %v", err)
	}
	if err := archive.Recover(b.t.Context()); err != nil {
		b.t.Fatalf("Recover: %v", err)
	}
	b.archive = archive
	b.t.Cleanup(func() { b.stop(archive) })
}

func (b *archiveBench) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(b.t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// stop closes an archive without grace.
func (b *archiveBench) stop(archive *recordings.Archive) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := archive.Close(ended); err != nil {
		b.t.Errorf("Close: %v", err)
	}
}

// record leaves a finished recording in the spool and its row in the store.
func (b *archiveBench) record(id string, audio []byte, length time.Duration, gaps ...recordings.Gap) {
	b.t.Helper()
	clip := recordings.Clip{ID: id, OwnerID: "ada", Title: "TCP", Origin: recordings.Imported, Original: recordings.AudioOgg, State: recordings.Recording, CreatedAt: time.Now()}
	if err := recordings.SpoolRecording(b.spool, clip, audio, length, gaps...); err != nil {
		b.t.Fatalf("spool %s: %v", id, err)
	}
	clip.State = recordings.Storing
	if err := b.store.CreateClip(b.t.Context(), clip); err != nil {
		b.t.Fatalf("create %s: %v", id, err)
	}
}

func (b *archiveBench) clip(id string) recordings.Clip {
	b.t.Helper()
	clip, err := b.store.Clip(b.t.Context(), id)
	if err != nil {
		b.t.Fatalf("clip %s: %v", id, err)
	}
	return clip
}

// await waits until the clip is as wanted.
func (b *archiveBench) await(id, what string, wanted func(recordings.Clip) bool) recordings.Clip {
	b.t.Helper()
	var clip recordings.Clip
	awaitThat(b.t, "clip "+id+" to be "+what, func() bool { clip = b.clip(id); return wanted(clip) })
	return clip
}

// awaitReady waits until the clip is ready and gone from the spool.
func (b *archiveBench) awaitReady(id string) recordings.Clip {
	b.t.Helper()
	clip := b.await(id, "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	awaitThat(b.t, "clip "+id+" to leave the spool", func() bool { return len(b.spooled()) == 0 })
	return clip
}

func (b *archiveBench) spooled() []string {
	b.t.Helper()
	ids, err := b.spool.IDs()
	if err != nil {
		b.t.Fatal(err)
	}
	return ids
}

// read returns an object as the archive gives it.
func (b *archiveBench) read(clip recordings.Clip, object string) ([]byte, error) {
	blob, err := b.archive.Open(b.t.Context(), clip, object)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(blob)
	return data, errors.Join(err, blob.Close())
}

func awaitThat(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func newFolder(t testing.TB) (*folder.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	store, err := folder.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the folder: %v", err)
		}
	})
	return store, dir
}

func newS3(t *testing.T, server *versity.Server) *s3.Store {
	t.Helper()
	store, err := s3.New(s3.Config{
		Endpoint: server.Endpoint, Region: versity.Region, Bucket: server.Bucket(t, "clips"),
		AccessKey: versity.AccessKey, SecretKey: versity.SecretKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store
}

// spokenClip is Ogg Opus of something spoken, at least as long as asked for.
func spokenClip(t *testing.T, atLeast time.Duration) ([]byte, time.Duration) {
	t.Helper()
	dir := t.TempDir()
	raw, wav, ogg := filepath.Join(dir, "raw.wav"), filepath.Join(dir, "speech.wav"), filepath.Join(dir, "speech.ogg")
	runProgram(t, "espeak-ng", "-w", raw, "An index trades space and slower writes for faster reads. A covering index answers a query alone.")
	seconds := fmt.Sprint(max(atLeast, time.Second).Seconds())
	runProgram(t, "ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", raw, "-t", seconds, "-ac", "1", "-ar", "48000", wav)
	runProgram(t, "opusenc", "--quiet", "--bitrate", "28", wav, ogg)
	audio, err := os.ReadFile(ogg)
	if err != nil {
		t.Fatal(err)
	}
	return audio, max(atLeast, time.Second)
}

func runProgram(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func TestAClipIsStoredVerifiedAndLeavesTheSpool(t *testing.T) {
	audio, length := spokenClip(t, 4*time.Second)
	for name, blobs := range map[string]func(t *testing.T) recordings.Blobs{
		"folder": func(t *testing.T) recordings.Blobs { store, _ := newFolder(t); return store },
		"S3":     func(t *testing.T) recordings.Blobs { return newS3(t, versity.Start(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, blobs(t))
			gap := recordings.Gap{At: time.Second, Duration: 200 * time.Millisecond, Cause: recordings.Lost}
			b.record("a", audio, length, gap)
			began := time.Now()
			b.archive.Keep(t.Context(), "a")
			clip := b.awaitReady("a")
			want := &recordings.Receipt{
				Expected: length, Stored: length, Gaps: []recordings.Gap{gap}, Checksum: digestOf(audio),
				Size: int64(len(audio)), Store: b.blobs.String(), VerifiedAt: clip.Receipt.VerifiedAt,
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

// wantStored compares the four objects with the recording.
func (b *archiveBench) wantStored(clip recordings.Clip, audio []byte, length time.Duration) {
	b.t.Helper()
	content := map[string][]byte{}
	for _, object := range allObjects {
		data, err := b.read(clip, object)
		if err != nil {
			b.t.Errorf("read %s: %v", object, err)
		}
		content[object] = data
	}
	if !bytes.Equal(content[recordings.AudioOgg], audio) {
		b.t.Errorf("audio.ogg: got %d bytes that differ from the %d recorded", len(content[recordings.AudioOgg]), len(audio))
	}
	samples := int(length.Seconds() * recordings.SampleRate)
	if got, want := len(content[recordings.AudioWAV]), 44+2*samples; got != want {
		b.t.Errorf("audio.wav: got %d bytes, want %d", got, want)
	}
	if got, want := len(content[recordings.WaveformDat]), 24+2*((samples+959)/960); got != want {
		b.t.Errorf("waveform.dat: got %d bytes, want %d", got, want)
	}
	want, err := json.Marshal(clip.Receipt)
	if err != nil || !bytes.Equal(content[recordings.ReceiptJSON], want) {
		b.t.Errorf("receipt.json: got %s, want %s", content[recordings.ReceiptJSON], want)
	}
}

func (b *archiveBench) wantMetrics(waiting, failures, stored int) {
	b.t.Helper()
	want := fmt.Sprintf(`
# HELP practice_clips_waiting Finished clips that are not in the store yet.
# TYPE practice_clips_waiting gauge
practice_clips_waiting %d
# HELP practice_store_failures_total Attempts to store a clip that the store failed or refused.
# TYPE practice_store_failures_total counter
practice_store_failures_total %d
`, waiting, failures)
	awaitThat(b.t, "the metrics", func() bool {
		return testutil.GatherAndCompare(b.metrics, strings.NewReader(want), "practice_clips_waiting", "practice_store_failures_total") == nil
	})
	families, err := b.metrics.Gather()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "practice_clip_store_seconds" {
			if got := family.GetMetric()[0].GetHistogram().GetSampleCount(); got != uint64(stored) {
				b.t.Errorf("practice_clip_store_seconds: got %d clips, want %d", got, stored)
			}
		}
	}
}

func TestThreeMinutesAreReadyWithinTwoSeconds(t *testing.T) {
	audio, length := spokenClip(t, 3*time.Minute)
	b := newBench(t, newS3(t, versity.Start(t)))
	b.record("a", audio, length)
	began := time.Now()
	b.archive.Keep(t.Context(), "a")
	b.awaitReady("a")
	took := time.Since(began)
	t.Logf("three minutes were ready after %s", took)
	if limit := 2 * time.Second * slowness; took > limit {
		t.Errorf("three minutes were ready after %s, want at most %s", took, limit)
	}
}

func TestWhileTheStoreIsDownTheClipPlaysAndSaysWhatItWaitsFor(t *testing.T) {
	audio, length := spokenClip(t, 2*time.Second)
	server := versity.Start(t)
	b := newBench(t, newS3(t, server))
	server.Kill(t)
	b.record("a", audio, length)
	b.archive.Keep(t.Context(), "a")
	clip := b.await("a", "waiting", func(c recordings.Clip) bool { return c.Reason != "" })
	if clip.Reason != recordings.StoreUnreachable || clip.RetryAt.IsZero() || time.Until(clip.RetryAt) > time.Minute {
		t.Errorf("reason: got %q, again at %v; want %q and a time", clip.Reason, clip.RetryAt, recordings.StoreUnreachable)
	}
	if clip.State != recordings.Storing || clip.Receipt != nil || len(clip.Peaks) != recordings.PeakCount {
		t.Errorf("clip: got state %s, receipt %v, %d peaks, want it storing with its waveform and no receipt", clip.State, clip.Receipt, len(clip.Peaks))
	}
	b.wantMetrics(1, 1, 0)
	for _, object := range []string{recordings.AudioOgg, recordings.AudioWAV, recordings.WaveformDat} {
		if data, err := b.read(clip, object); err != nil || len(data) == 0 {
			t.Errorf("%s while the store is down: got %d bytes, %v", object, len(data), err)
		}
	}
	server.Restart(t)
	clip = b.awaitReady("a")
	b.wantStored(clip, audio, length)
	if clip.Reason != "" || !clip.RetryAt.IsZero() {
		t.Errorf("reason of the ready clip: got %q, again at %v; want none", clip.Reason, clip.RetryAt)
	}
}

func TestAStoreThatDiesInTheMiddleGetsTheClipExactlyOnce(t *testing.T) {
	for object, length := range map[string]time.Duration{
		recordings.AudioOgg: 20 * time.Second,
		recordings.AudioWAV: 3 * time.Minute, // more than one part of a multipart upload
	} {
		t.Run(object, func(t *testing.T) {
			audio, length := spokenClip(t, length)
			server := versity.Start(t)
			var kill sync.Once
			blobs := &interfering{Blobs: newS3(t, server)}
			blobs.before = func(_ context.Context, key string, r io.Reader) (io.Reader, error) {
				if strings.HasSuffix(key, object) {
					kill.Do(func() { r = &halfway{Reader: r, left: 50_000, then: func() { server.Kill(t) }} })
				}
				return r, nil
			}
			b := newBench(t, blobs)
			b.record("a", audio, length)
			b.archive.Keep(t.Context(), "a")
			b.await("a", "waiting", func(c recordings.Clip) bool { return c.Reason == recordings.StoreUnreachable })
			server.Restart(t)
			clip := b.awaitReady("a")
			b.wantStored(clip, audio, length)
			b.wantObjects(server.Path("clips", ""), "a")
		})
	}
}

// wantObjects looks at the store's own files: the four objects of the clip and
// nothing else.
func (b *archiveBench) wantObjects(dir, id string) {
	b.t.Helper()
	var want, got []string
	for _, object := range []string{recordings.AudioOgg, recordings.AudioWAV, recordings.ReceiptJSON, recordings.WaveformDat} {
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
		b.t.Errorf("objects in the store: %v (-want +got):\n%s", err, diff)
	}
}
