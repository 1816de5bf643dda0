package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/recordings/ogg"
	"practice/recordings/wav"
)

// longSpeech is some minutes of Ogg Opus, so that they have several segments.
func longSpeech(t testing.TB, options ...string) []byte {
	t.Helper()
	long := t.TempDir() + "/long.wav"
	runTool(t, "ffmpeg", "-v", "error", "-stream_loop", "4", "-i", speech(t), long)
	return fileOf(t, encoded(t, long, options...))
}

func fileOf(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// pauses is Ogg Opus whose packets have all lengths, with pages that lack some of
// what they claim, and an end inside a packet.
func pauses(t testing.TB) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 7)
	if err != nil {
		t.Fatal(err)
	}
	voice := longSpeech(t, "--bitrate", "16", "--framesize", "60")
	reader, err := ogg.NewReader(bytes.NewReader(voice))
	if err != nil {
		t.Fatal(err)
	}
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err := errors.Join(err, w.WritePacket(packet)); err != nil {
			t.Fatal(err)
		}
		for range random.IntN(4) {
			silence, _ := ogg.AppendSilence(nil, int64(120<<random.IntN(4)))
			if err := w.WritePacket(silence); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Close(w.Granule() - 77); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// damaged flips bytes all over a file behind its headers.
func damaged(file []byte) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	out := bytes.Clone(file)
	for range 40 {
		out[1000+random.IntN(len(out)-1000)] ^= 0xff
	}
	return out
}

// made is audio.wav as programs made it that kept it: all of it in one pass.
func made(t testing.TB, file []byte) []byte {
	t.Helper()
	var pcm bytes.Buffer
	if _, err := Decode(bytes.NewReader(file), func(part []int16) error {
		return binary.Write(&pcm, binary.LittleEndian, part)
	}); err != nil {
		t.Fatal(err)
	}
	stream, err := wav.NewStream(int64(pcm.Len() / wav.SampleSize))
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(stream.Header()), pcm.Bytes()...)
}

// source opens a file in memory and counts what is open.
func source(file []byte, open *atomic.Int64) Source {
	return func(context.Context) (io.ReadSeekCloser, error) {
		open.Add(1)
		return &opened{bytes.NewReader(file), open}, nil
	}
}

type opened struct {
	*bytes.Reader
	open *atomic.Int64
}

func (o *opened) Close() error { o.open.Add(-1); return nil }

func freely(context.Context) (func(), error) { return func() {}, nil }

func newWAV(t testing.TB, file []byte) *WAV {
	t.Helper()
	x, err := NewIndex(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWAV(t.Context(), x, source(file, &atomic.Int64{}), freely, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryPartOfTheWAVIsThatOfTheWhole(t *testing.T) {
	speaking := longSpeech(t, "--bitrate", "28")
	mixed := pauses(t)
	for name, file := range map[string][]byte{
		"speech": speaking, "all lengths of packets": mixed, "damaged": damaged(speaking), "damaged, all lengths": damaged(mixed),
		"short frames": longSpeech(t, "--bitrate", "64", "--framesize", "2.5"), "stereo": longSpeech(t, "--bitrate", "96", "--framesize", "10"),
		"a file cut off": speaking[:len(speaking)/2],
	} {
		t.Run(name, func(t *testing.T) {
			want := made(t, file)
			w := newWAV(t, file)
			if w.Size() != int64(len(want)) {
				t.Fatalf("announced are %d bytes, want %d", w.Size(), len(want))
			}
			got, err := io.ReadAll(w)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("read through: %d bytes that differ from the %d wanted, %v", len(got), len(want), err)
			}
			wantParts(t, w, want)
		})
	}
}

// wantParts reads parts in any order, with the same reader and with new ones.
func wantParts(t *testing.T, w *WAV, want []byte) {
	t.Helper()
	random := rand.New(rand.NewPCG(5, 6))
	var whole []byte
	for at := 0; at < len(want); {
		n := min(500_000+random.IntN(2_000_000), len(want)-at)
		// Somewhere else first.
		readPart(t, w, random.IntN(len(want)), 100)
		whole = append(whole, readPart(t, w, at, n)...)
		at += n
	}
	if !bytes.Equal(whole, want) {
		t.Errorf("the parts together differ from the whole")
	}
	for _, at := range []int{0, 1, 43, 44, 45, 46, len(want) - 1} {
		if got := readPart(t, w, at, 1); got[0] != want[at] {
			t.Errorf("byte %d: got %d, want %d", at, got[0], want[at])
		}
	}
}

func readPart(t *testing.T, w *WAV, at, n int) []byte {
	t.Helper()
	if _, err := w.Seek(int64(at), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	part := make([]byte, min(n, int(w.Size())-at))
	if _, err := io.ReadFull(w, part); err != nil {
		t.Fatalf("read %d bytes from %d: %v", n, at, err)
	}
	return part
}

func TestOtherProgramsReadTheWAV(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	want := decoded(t, path)
	file := t.TempDir() + "/audio.wav"
	content, err := io.ReadAll(newWAV(t, fileOf(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for program, args := range map[string][]string{
		"ffmpeg": {"-v", "error", "-i", file, "-f", "s16le", "-"},
		"sox":    {file, "-t", "raw", "-"},
	} {
		if diff := compare(want, hearing.SamplesBy(t, program, args...)); diff != "" {
			t.Errorf("%s: %s", program, diff)
		}
	}
}

func compare(want, got []int16) string {
	if len(want) != len(got) {
		return "another length"
	}
	for i := range want {
		if want[i] != got[i] {
			return "other samples"
		}
	}
	return ""
}

// Who stops reading holds no file and no turn, whatever was made.
func TestAReaderThatStopsHoldsNothing(t *testing.T) {
	file := longSpeech(t, "--bitrate", "28")
	x, err := NewIndex(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var open, turns atomic.Int64
	w, err := NewWAV(t.Context(), x, source(file, &open), func(context.Context) (func(), error) {
		turns.Add(1)
		return func() { turns.Add(-1) }, nil
	}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := io.ReadFull(w, make([]byte, 100_000)); err != nil {
			t.Fatal(err)
		}
		if open.Load() != 0 || turns.Load() != 0 {
			t.Errorf("between two reads: %d files and %d turns are held, want none", open.Load(), turns.Load())
		}
	}
}

// A file that is another than the one of the index is an error, not other sound.
func TestAFileThatChangedIsNotRead(t *testing.T) {
	file := longSpeech(t, "--bitrate", "28")
	x, err := NewIndex(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWAV(t.Context(), x, source(file[:len(file)/2], &atomic.Int64{}), freely, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, w); err == nil || n >= w.Size() {
		t.Errorf("read %d of %d bytes, %v; want an error", n, w.Size(), err)
	}
}

func FuzzWAV(f *testing.F) {
	f.Add([]byte("OggS"), int64(0))
	f.Add(pauses(f)[:20_000], int64(10_000))
	f.Fuzz(func(t *testing.T, file []byte, at int64) {
		x, err := NewIndex(bytes.NewReader(file))
		if err != nil || x.Samples() > 60*48000 {
			return
		}
		want := made(t, file)
		w, err := NewWAV(t.Context(), x, source(file, &atomic.Int64{}), freely, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if w.Size() != int64(len(want)) {
			t.Fatalf("announced are %d bytes, want %d", w.Size(), len(want))
		}
		if _, err := w.Seek(min(max(at, 0), w.Size()), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(w)
		if err != nil || !bytes.Equal(got, want[len(want)-len(got):]) {
			t.Errorf("%d bytes of %d differ, %v", len(got), len(want), err)
		}
	})
}
