package sound

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
)

func deriveFile(t testing.TB, path string, total int64) (wav string, dat, peaks []byte) {
	t.Helper()
	source, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), recordings.AudioWAV))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var drawn bytes.Buffer
	peaks, damaged, err := Derive(source, total, file, &drawn)
	if err != nil || damaged != 0 {
		t.Fatalf("derive: %d damaged, %v", damaged, err)
	}
	return file.Name(), drawn.Bytes(), peaks
}

func TestOnePassMakesWAVWaveformAndPeaksOfTheSameSound(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	want := decoded(t, path)
	wav, dat, peaks := deriveFile(t, path, int64(len(want)))
	for program, args := range map[string][]string{
		"ffmpeg": {"-v", "error", "-i", wav, "-f", "s16le", "-"},
		"sox":    {wav, "-t", "raw", "-"},
	} {
		if got := hearing.SamplesBy(t, program, args...); !cmp.Equal(got, want) {
			t.Errorf("%s reads %d samples that differ from the %d decoded", program, len(got), len(want))
		}
	}
	drawing := NewWaveform(int64(len(want)))
	drawing.Write(want)
	var drawn bytes.Buffer
	if _, err := drawing.WriteTo(&drawn); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(dat, drawn.Bytes()) {
		t.Errorf("waveform.dat: got %d bytes that differ from the %d drawn of the PCM", len(dat), drawn.Len())
	}
	if diff := cmp.Diff(drawing.Peaks(), peaks); diff != "" {
		t.Errorf("peaks (-want +got):\n%s", diff)
	}
}

func TestAWriterThatFailsFailsTheDerivation(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	source, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	broken := &fullDisk{left: 100_000}
	if _, _, err := Derive(source, recordings.SampleRate, broken, &bytes.Buffer{}); !errors.Is(err, errDiskFull) {
		t.Errorf("derive: got %v, want the writer's error", err)
	}
}

var errDiskFull = errors.New("no space left on device")

// fullDisk takes so many bytes and no more.
type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errDiskFull
	}
	return len(p), nil
}

func (d *fullDisk) Seek(int64, int) (int64, error) { return 0, nil }

// BenchmarkDerive tells how many times faster than the sound it is derived.
func BenchmarkDerive(b *testing.B) {
	path := encoded(b, speech(b), "--bitrate", "28")
	const total = 318205
	for b.Loop() {
		deriveFile(b, path, total)
	}
	sound := time.Duration(total) * time.Second / recordings.SampleRate
	b.ReportMetric(float64(sound)*float64(b.N)/float64(b.Elapsed()), "x_real_time")
}
