package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"
	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
)

// written is a file of the samples, taken from a stream in pieces.
func written(t *testing.T, pcm []int16) []byte {
	t.Helper()
	s, err := NewStream(int64(len(pcm)))
	if err != nil {
		t.Fatal(err)
	}
	file := slices.Clone(s.Header())
	for len(pcm) > 0 {
		n := min(len(pcm), recordings.SampleRate)
		part, err := s.Encode(pcm[:n])
		if err != nil {
			t.Fatal(err)
		}
		file, pcm = append(file, part...), pcm[n:]
	}
	if int64(len(file)) != s.Size() {
		t.Errorf("the file has %d bytes, and %d were announced", len(file), s.Size())
	}
	return file
}

func writeWAV(t *testing.T, pcm []int16) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), recordings.AudioWAV)
	if err := os.WriteFile(path, written(t, pcm), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The stream writes what go-audio/wav writes into a file that it may go back in.
func TestTheStreamIsTheFileThatTheEncoderWrites(t *testing.T) {
	for _, samples := range []int{0, 1, 959, recordings.SampleRate, 3*recordings.SampleRate + 17} {
		pcm := hearing.Sine(samples)
		file, err := os.Create(filepath.Join(t.TempDir(), recordings.AudioWAV))
		if err != nil {
			t.Fatal(err)
		}
		encoder := wav.NewEncoder(file, recordings.SampleRate, bits, 1, linearPCM)
		buffer := &audio.IntBuffer{Format: &audio.Format{NumChannels: 1, SampleRate: recordings.SampleRate}, SourceBitDepth: bits}
		for _, sample := range pcm {
			buffer.Data = append(buffer.Data, int(sample))
		}
		if err := errors.Join(encoder.Write(buffer), encoder.Close(), file.Close()); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got := written(t, pcm); !bytes.Equal(got, want) {
			t.Errorf("%d samples: %d bytes that differ from the encoder's %d", samples, len(got), len(want))
		}
	}
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
	data := written(t, hearing.Sine(samples))
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
	largest, err := NewStream(maxSamples)
	if err != nil {
		t.Fatalf("the most samples that fit: %v", err)
	}
	if got := largest.Size() - 8; got > math.MaxUint32 {
		t.Errorf("the largest file's size field would be %d, which wraps", got)
	}
	if _, err := NewStream(maxSamples + 1); err == nil || !strings.Contains(err.Error(), "4 GiB") {
		t.Errorf("one sample more: got %v, want the limit named", err)
	}
}

// Who listens to many clips at once costs what is encoded at once, not a minute
// for each.
func TestAStreamTakesLittleMemory(t *testing.T) {
	const most = 1 << 20
	got := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := NewStream(48000); err != nil {
				b.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	if got > most {
		t.Errorf("a stream takes %d bytes, want at most %d", got, most)
	}
}
