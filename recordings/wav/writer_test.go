package wav

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
)

func writeWAV(t *testing.T, pcm []int16) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), recordings.AudioWAV)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWriter(file)
	for len(pcm) > 0 {
		n := min(len(pcm), recordings.SampleRate)
		if err := w.Write(pcm[:n]); err != nil {
			t.Fatal(err)
		}
		pcm = pcm[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFfmpegReadsTheSamplesOfTheWAV(t *testing.T) {
	for _, samples := range []int{0, 1, 959, recordings.SampleRate, 3*recordings.SampleRate + 17} {
		want := hearing.Sine(samples)
		path := writeWAV(t, want)
		got := hearing.SamplesBy(t, "ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-c:a", "pcm_s16le", "-ac", "1", "-ar", "48000", "-")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d samples: ffmpeg reads others (-want +got):\n%.500s", samples, diff)
		}
	}
}

func TestTheWAVHeaderSaysMonoSixteenBitsAndTheTrueLength(t *testing.T) {
	const samples = 12345
	data, err := os.ReadFile(writeWAV(t, hearing.Sine(samples)))
	if err != nil {
		t.Fatal(err)
	}
	var header struct {
		RIFF          [4]byte
		Size          uint32
		WAVE, Format  [4]byte
		FormatSize    uint32
		PCM, Channels uint16
		Rate, Bytes   uint32
		Block, Bits   uint16
		Data          [4]byte
		DataSize      uint32
	}
	if err := binary.Read(bytes.NewReader(data), binary.LittleEndian, &header); err != nil {
		t.Fatal(err)
	}
	want := header
	want.RIFF, want.WAVE, want.Format, want.Data = [4]byte([]byte("RIFF")), [4]byte([]byte("WAVE")), [4]byte([]byte("fmt ")), [4]byte([]byte("data"))
	want.Size, want.FormatSize, want.DataSize = uint32(len(data)-8), 16, 2*samples
	want.PCM, want.Channels, want.Rate, want.Bytes, want.Block, want.Bits = 1, 1, 48000, 96000, 2, 16
	if diff := cmp.Diff(want, header); diff != "" || len(data) != headerSize+2*samples {
		t.Errorf("header of a file of %d bytes (-want +got):\n%s", len(data), diff)
	}
}

func TestAWAVOfMoreThanFourGiBIsRefused(t *testing.T) {
	w := NewWriter(discard{})
	w.samples = maxSamples - 10
	if err := w.Write(make([]int16, 10)); err != nil {
		t.Errorf("the last samples that fit: %v", err)
	}
	if err := w.Write(make([]int16, 1)); err == nil || !strings.Contains(err.Error(), "4 GiB") {
		t.Errorf("one sample more: got %v, want the limit named", err)
	}
	if size := int64(maxSamples)*2 + headerSize - 8; size > math.MaxUint32 {
		t.Errorf("the largest file's size field would be %d, which wraps", size)
	}
}

// discard takes what it gets.
type discard struct{}

func (discard) Write(p []byte) (int, error)         { return len(p), nil }
func (discard) Seek(at int64, _ int) (int64, error) { return at, nil }
