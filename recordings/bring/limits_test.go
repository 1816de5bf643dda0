package bring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/problem"
	"practice/recordings"
	"practice/recordings/bring"
	"practice/recordings/ogg"
)

// A hostile file costs no more than is stated, and neither does a large one.
func TestTakingInCostsLittleMemory(t *testing.T) {
	plain := format(1, 2, 48000, 16)
	large := func(r io.Reader) io.Reader {
		return io.MultiReader(bytes.NewReader(riff(plain, claim("data", 0xfffffff0, nil))), io.LimitReader(r, 64<<20))
	}
	opus := oggFile(t, 1, 2)
	for name, open := range map[string]func() io.Reader{
		"a large WAV":           func() io.Reader { return large(zeros{}) },
		"a list of 4 GiB":       func() io.Reader { return bytes.NewReader(riff(claim("LIST", 0xffffffff, make([]byte, 2000)), plain)) },
		"a sampler of 4 GiB":    func() io.Reader { return bytes.NewReader(riff(claim("smpl", 0xffffffff, make([]byte, 2000)), plain)) },
		"a format of 4 GiB":     func() io.Reader { return bytes.NewReader(riff(claim("fmt ", 0xffffffff, plain[8:]))) },
		"a sound of 4 GiB":      func() io.Reader { return bytes.NewReader(riff(plain, claim("data", 0xffffffff, make([]byte, 2000)))) },
		"comments of 4 billion": func() io.Reader { return bytes.NewReader(manyComments(opus)) },
		"OggS for ever": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus), io.LimitReader(&repeat{b: []byte("OggS\x00\x00")}, 32<<20))
		},
		"O for ever": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus), io.LimitReader(&repeat{b: []byte("O")}, 32<<20))
		},
		"pages of nothing": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus[:len(opus)-1]), bytes.NewReader(bytes.Join(emptyPackets(pagesOf(opus)[2], 200_000), nil)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			// What is made of it is another's work.
			b.importer = bring.New(bring.Config{
				Spool: b.Spool, Store: b.Store, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
			})
			r := open()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := b.bring(r)
			runtime.ReadMemStats(&after)
			// What was allocated in all is more than what was held at once.
			if got := after.TotalAlloc - before.TotalAlloc; got > recordings.MaxImportMemory {
				t.Errorf("taking it in allocated %d KiB, want at most %d", got>>10, recordings.MaxImportMemory>>10)
			} else {
				t.Logf("%d KiB allocated; %v", got>>10, err)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type repeat struct {
	b  []byte
	at int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.b[r.at%len(r.b)]
		r.at++
	}
	return len(p), nil
}

func TestTooMuchIsRefusedAndLeavesNothing(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"512 MiB": io.MultiReader(bytes.NewReader(riff(format(1, 2, 96000, 32), claim("data", 0xfffffff0, nil))), zeros{}),
		"4 hours": io.MultiReader(bytes.NewReader(riff(format(1, 1, 8000, 8), claim("data", 0xfffffff0, nil))), io.LimitReader(zeros{}, 4*3600*8000+1)),
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			_, err := b.bring(r)
			if !errors.Is(err, recordings.ErrTooLarge) {
				t.Errorf("got error %v, want %v", err, recordings.ErrTooLarge)
			}
			b.wantNothing()
		})
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	b := newImportBench(t)
	torn := errors.New("the wire was cut")
	_, err := b.bring(io.MultiReader(bytes.NewReader(oggFile(t, 1, 2)), iotest.ErrReader(torn)))
	if !errors.Is(err, torn) {
		t.Errorf("got error %v, want %v", err, torn)
	}
	b.wantNothing()
}

// A server that dies while a file arrives removes it at its next start; a whole
// one is kept.
func TestWhatADeadServerHadNotReceivedIsRemoved(t *testing.T) {
	b := newImportBench(t)
	file, err := b.Spool.BeginUpload("torn")
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString("OggS")
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	b.Record("recorded", oggFile(t, 1, 1), time.Second)
	if err := b.importer.Recover(t.Context()); err != nil {
		t.Fatalf("Recover: %v", err)
	}
	if diff := cmp.Diff([]string{"recorded"}, b.Spooled()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
}

func TestNothingIsTakenWithoutRoom(t *testing.T) {
	b := newImportBench(t)
	b.importer = bring.New(bring.Config{
		Spool: b.Spool, Store: b.Store, Finished: b.Archive.Keep, DiskFloor: math.MaxInt64 / 4, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	if _, err := b.bring(bytes.NewReader(oggFile(t, 1, 1))); !errors.Is(err, recordings.ErrDiskFull) {
		t.Errorf("got error %v, want %v", err, recordings.ErrDiskFull)
	}
	b.wantNothing()
}

// thin is Ogg Opus of pauses of 120 ms alone, each a byte.
func thin(t *testing.T, length time.Duration) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 7)
	if err != nil {
		t.Fatal(err)
	}
	const pause = 11<<3 | 1 // SILK, twice 60 ms
	for ; length > 0; length -= 120 * time.Millisecond {
		if err := w.WritePacket([]byte{pause}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// A small file that lasts for hours costs more than it took to send.
func TestWhatIsNearlyAllSilenceIsNotTaken(t *testing.T) {
	b := newImportBench(t)
	file := thin(t, 4*time.Hour-time.Minute)
	_, err := b.bring(bytes.NewReader(file))
	if told := problem.Of(err); !errors.Is(err, recordings.ErrTooLarge) || !strings.Contains(told.Sentence, "silence") || !strings.Contains(told.Sentence, "3h59m") {
		t.Errorf("%d bytes: got %v, want it refused with the reason", len(file), err)
	}
	b.wantNothing()
	if _, err := b.bring(bytes.NewReader(thin(t, 9*time.Minute))); err != nil {
		t.Errorf("some minutes of silence: %v", err)
	}
}
