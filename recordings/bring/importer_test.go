package bring_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/archiving"
	"practice/internal/hearing"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/bring"
)

// importBench is an importer in front of an archive.
type importBench struct {
	*archiving.Bench
	importer *bring.Importer
}

func newImportBench(t *testing.T) *importBench {
	t.Helper()
	blobs, _ := archiving.Folder(t)
	b := &importBench{Bench: archiving.New(t, blobs)}
	b.importer = bring.New(bring.Config{
		Spool: b.Spool, Store: b.Store, Finished: b.Archive.Keep, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	t.Cleanup(func() { _ = b.importer.Close(context.Background()) })
	return b
}

func (b *importBench) bring(r io.Reader) (recordings.Clip, error) {
	b.T.Helper()
	return b.importer.Import(b.T.Context(), recordings.Clip{ID: "old", OwnerID: "ada", Title: "Old", CreatedAt: time.Now()}, r)
}

// wantNothing expects that a refused file left nothing anywhere.
func (b *importBench) wantNothing() {
	b.T.Helper()
	if ids := b.Spooled(); len(ids) != 0 {
		b.T.Errorf("the spool has %v, want nothing", ids)
	}
	if _, err := b.Store.Clip(b.T.Context(), "old"); !errors.Is(err, recordings.ErrNotFound) {
		b.T.Errorf("the clip's row: got error %v, want %v", err, recordings.ErrNotFound)
	}
}

func (b *importBench) object(clip recordings.Clip, object string) []byte {
	b.T.Helper()
	data, err := b.Read(clip, object)
	if err != nil {
		b.T.Fatalf("read %s: %v", object, err)
	}
	return data
}

// converted makes a file of speech by ffmpeg.
func converted(t *testing.T, source, name string, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append(append([]string{"-loglevel", "error", "-y", "-i", source}, args...), path)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, out)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// likeness is the correlation of a file's content with what was spoken.
func likeness(t *testing.T, name string, data []byte, spoken string) float64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	heard, err := hearing.Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	said, err := hearing.Decode(spoken)
	if err != nil {
		t.Fatal(err)
	}
	return hearing.Compare(heard, said).Peak
}

const brought = "A hash table maps keys to buckets. When two keys meet in one bucket, they are chained or probed."

// Every kind that is taken is kept to the byte, drawn, and told of as complete.
func TestRecordingsBroughtAreKeptAsTheyCame(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	for _, c := range []struct {
		name, file string
		args       []string
		object     string
		rate       int32
	}{
		{"16 bits", "a.wav", []string{"-c:a", "pcm_s16le"}, recordings.AudioWAV, 48000},
		{"8 bits", "a.wav", []string{"-c:a", "pcm_u8", "-ar", "22050"}, recordings.AudioWAV, 22050},
		{"24 bits stereo", "a.wav", []string{"-c:a", "pcm_s24le", "-ac", "2", "-ar", "44100"}, recordings.AudioWAV, 44100},
		{"32 bits", "a.wav", []string{"-c:a", "pcm_s32le", "-ar", "96000"}, recordings.AudioWAV, 96000},
		{"float", "a.wav", []string{"-c:a", "pcm_f32le", "-ar", "8000"}, recordings.AudioWAV, 8000},
		{"Opus", "a.opus", []string{"-c:a", "libopus"}, recordings.AudioOgg, 48000},
		{"Opus stereo", "a.opus", []string{"-c:a", "libopus", "-ac", "2"}, recordings.AudioOgg, 48000},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newImportBench(t)
			data := converted(t, spoken, c.file, c.args...)
			clip, err := b.bring(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("Import: %v", err)
			}
			if clip.State != recordings.Storing || clip.Original != c.object || clip.Origin != recordings.Imported || clip.Format != "" || clip.SessionID != "" {
				t.Errorf("got %+v, want it storing %s", clip, c.object)
			}
			clip = b.AwaitReady("old")
			if got := b.object(clip, c.object); !bytes.Equal(got, data) {
				t.Errorf("%s has %d bytes that differ from the %d brought", c.object, len(got), len(data))
			}
			sum := sha256.Sum256(data)
			want := recordings.Receipt{
				Expected: clip.Duration, Stored: clip.Duration, Checksum: "sha256:" + hex.EncodeToString(sum[:]), Size: int64(len(data)),
				Store: clip.Receipt.Store, VerifiedAt: clip.Receipt.VerifiedAt,
			}
			if diff := cmp.Diff(want, *clip.Receipt); diff != "" || clip.Receipt.Verdict() != "complete" {
				t.Errorf("receipt %s (-want +got):\n%s", clip.Receipt.Verdict(), diff)
			}
			wantDrawn(t, clip, b.object(clip, recordings.WaveformDat), c.rate)
			wantLengthOf(t, clip, spoken)
			if got := likeness(t, "a.wav", b.object(clip, recordings.AudioWAV), spoken); got < 0.9 {
				t.Errorf("audio.wav: correlation with what was spoken %.3f, want at least 0.9", got)
			}
			if c.object == recordings.AudioWAV {
				if _, err := b.Archive.Open(t.Context(), clip, recordings.AudioOgg); !errors.Is(err, recordings.ErrNotFound) {
					t.Errorf("open audio.ogg: got error %v, want %v", err, recordings.ErrNotFound)
				}
			}
			if n, err := b.Archive.Delete(t.Context(), clip); err != nil || n < 3 {
				t.Errorf("delete: %d objects, %v", n, err)
			}
		})
	}
}

func wantDrawn(t *testing.T, clip recordings.Clip, dat []byte, rate int32) {
	t.Helper()
	var header struct {
		Version, Flags, Rate, PerPixel, Length, Channels int32
	}
	if err := binary.Read(bytes.NewReader(dat), binary.LittleEndian, &header); err != nil {
		t.Fatal(err)
	}
	drawn := time.Duration(header.Length) * time.Duration(header.PerPixel) * time.Second / time.Duration(header.Rate)
	if header.Rate != rate || (drawn-clip.Duration).Abs() > 20*time.Millisecond {
		t.Errorf("waveform.dat: got %+v of %v, want rate %d and %v", header, drawn, rate, clip.Duration)
	}
	loudest := byte(0)
	for _, p := range clip.Peaks {
		loudest = max(loudest, p)
	}
	if len(clip.Peaks) != recordings.PeakCount || loudest < 50 {
		t.Errorf("got %d peaks, the highest %d, want %d with speech in them", len(clip.Peaks), loudest, recordings.PeakCount)
	}
}

func wantLengthOf(t *testing.T, clip recordings.Clip, spoken string) {
	t.Helper()
	said, err := hearing.Decode(spoken)
	if err != nil {
		t.Fatal(err)
	}
	want := time.Duration(len(said)) * time.Second / hearing.Rate
	if (clip.Duration - want).Abs() > 25*time.Millisecond {
		t.Errorf("duration: got %v, want %v", clip.Duration, want)
	}
}

// The drawing of every width of sample is the same as that of the plain one.
func TestEveryWidthIsDrawnAlike(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	var want []byte
	for _, codec := range []string{"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8"} {
		b := newImportBench(t)
		if _, err := b.bring(bytes.NewReader(converted(t, spoken, "a.wav", "-c:a", codec))); err != nil {
			t.Fatalf("%s: %v", codec, err)
		}
		got := b.AwaitReady("old").Peaks
		if want == nil {
			want = got
		}
		for i := range want {
			if math.Abs(float64(got[i])-float64(want[i])) > 3 {
				t.Errorf("%s: peak %d is %d, want about %d", codec, i, got[i], want[i])
				break
			}
		}
	}
}

// What was cut off is kept as far as it is there, and gets an end.
func TestCutOffRecordingsGetAnEnd(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	wav := converted(t, spoken, "a.wav", "-c:a", "pcm_s16le", "-bitexact")
	opus := converted(t, spoken, "a.opus", "-c:a", "libopus")
	never := bytes.Clone(wav)
	copy(never[4:], []byte{0, 0, 0, 0})
	copy(never[40:], []byte{0, 0, 0, 0})
	for name, data := range map[string][]byte{
		"audio.wav": wav[:len(wav)-5001], "unfinished audio.wav": never,
		"audio.ogg": opus[:len(opus)-501], "audio.ogg with a tail": append(bytes.Clone(opus), "TAG something"...),
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			if _, err := b.bring(bytes.NewReader(data)); err != nil {
				t.Fatalf("Import: %v", err)
			}
			clip := b.AwaitReady("old")
			kept := b.object(clip, clip.Original)
			path := filepath.Join(t.TempDir(), clip.Original)
			if err := os.WriteFile(path, kept, 0o600); err != nil {
				t.Fatal(err)
			}
			if clip.Original == recordings.AudioOgg {
				hearing.Info(t, path)
			} else if out, err := exec.Command("sox", path, "-n", "stat").CombinedOutput(); err != nil || strings.Contains(string(out), "WARN") {
				t.Errorf("sox: %v\n%s", err, out)
			}
			if got := likeness(t, clip.Original, kept, spoken); got < 0.9 {
				t.Errorf("correlation with what was spoken: %.3f, want at least 0.9", got)
			}
		})
	}
}

const (
	pcmGUID = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
	oddGUID = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e"
)

// wantImport brings a file and expects a clip, or a refusal in words.
func wantImport(t *testing.T, b *importBench, data []byte, kind error, words string) {
	t.Helper()
	_, err := b.bring(bytes.NewReader(data))
	if kind == nil {
		if err != nil {
			t.Fatalf("Import: %v, want a clip", err)
		}
		b.AwaitReady("old")
		return
	}
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || !errors.Is(err, kind) || !strings.Contains(refusal.Sentence, words) || !strings.HasSuffix(refusal.Sentence, ".") {
		t.Errorf("got error %v, want one that is %q and says %q", err, kind, words)
	}
	b.wantNothing()
}

// A page's copy is not fitted into what no page recorded.
func TestNothingIsAddedToARecordingBroughtAlong(t *testing.T) {
	b := newImportBench(t)
	data := oggFile(t, 1, 2)
	if _, err := b.bring(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	b.AwaitReady("old")
	if err := b.Archive.Backfill(t.Context(), "old", 0, data); !errors.Is(err, recordings.ErrNotWanted) {
		t.Errorf("got error %v, want %v", err, recordings.ErrNotWanted)
	}
}
