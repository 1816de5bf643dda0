package sound

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
)

func drawFile(t testing.TB, path string, total int64) (dat, peaks []byte) {
	t.Helper()
	source, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	var drawn bytes.Buffer
	peaks, damaged, err := Draw(t.Context(), source, total, &drawn)
	if err != nil || damaged != 0 {
		t.Fatalf("draw: %d damaged, %v", damaged, err)
	}
	return drawn.Bytes(), peaks
}

func TestOnePassMakesWaveformAndPeaksOfTheSound(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	want := decoded(t, path)
	dat, peaks := drawFile(t, path, int64(len(want)))
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

func TestAWriterThatFailsFailsTheDrawing(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	source, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if _, _, err := Draw(t.Context(), source, recordings.SampleRate, fullDisk{}); !errors.Is(err, errDiskFull) {
		t.Errorf("draw: got %v, want the writer's error", err)
	}
}

var errDiskFull = errors.New("no space left on device")

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errDiskFull }

// BenchmarkDraw tells how many times faster than the sound it is drawn.
func BenchmarkDraw(b *testing.B) {
	path := encoded(b, speech(b), "--bitrate", "28")
	const total = 318205
	for b.Loop() {
		drawFile(b, path, total)
	}
	sound := time.Duration(total) * time.Second / recordings.SampleRate
	b.ReportMetric(float64(sound)*float64(b.N)/float64(b.Elapsed()), "x_real_time")
}
