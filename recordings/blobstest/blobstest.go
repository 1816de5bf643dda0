// Package blobstest is the conformance suite of [recordings.Blobs].
package blobstest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"practice/recordings"
)

// Run checks that what open returns keeps the promises of [recordings.Blobs].
// Each call of open returns an empty store, closed by a cleanup of its t.
func Run(t *testing.T, open func(t *testing.T) recordings.Blobs) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, b recordings.Blobs){
		"what is put is read back":                     testRoundTrip,
		"reads start anywhere":                         testSeek,
		"an object is whole or absent":                 testWholeOrNothing,
		"a cancelled put leaves nothing":               testCancelledPut,
		"a key that exists is refused":                 testExisting,
		"deleting twice is no error":                   testDelete,
		"a missing object is ErrNotFound":              testMissing,
		"keys can't lead out of the store":             testHostileKeys,
		"objects are put at the same time":             testConcurrentPuts,
		"of racing puts of one key exactly one wins":   testRacingPuts,
		"a check leaves nothing and can be repeated":   testCheck,
		"the store has a name for people, in one line": testName,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testRoundTrip(t *testing.T, b recordings.Blobs) {
	// 17 MiB is more than one part of a multipart upload.
	for _, size := range []int{0, 1, 1 << 16, 17<<20 + 3} {
		key, want := fmt.Sprintf("clips/size-%d/audio.ogg", size), content(t, size)
		before := time.Now()
		put(t, b, key, want)
		blob, err := b.Open(t.Context(), key)
		if err != nil {
			t.Fatalf("Open(%q): %v", key, err)
		}
		if got := blob.Size(); got != int64(size) {
			t.Errorf("Size() of %q: got %d, want %d", key, got, size)
		}
		if age := before.Sub(blob.ModTime()); age > time.Minute || age < -time.Minute {
			t.Errorf("ModTime() of %q: got %s, want about %s", key, blob.ModTime(), before)
		}
		got, err := io.ReadAll(blob)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: read %d bytes and error %v, want the %d bytes that were put", key, len(got), err, size)
		}
		closeBlob(t, blob)
	}
}

func testSeek(t *testing.T, b recordings.Blobs) {
	const key, size = "clips/a/audio.wav", 300_000
	want := content(t, size)
	put(t, b, key, want)
	blob := openBlob(t, b, key)
	for _, step := range []struct {
		offset int64
		whence int
		from   int64
		length int64
	}{
		{0, io.SeekEnd, size, 0},
		{0, io.SeekStart, 0, 10},
		{150_000, io.SeekStart, 150_000, 70_000},
		{-100, io.SeekCurrent, 219_900, 100},
		{-5, io.SeekEnd, size - 5, 5},
		{1, io.SeekStart, 1, size - 1},
	} {
		at, err := blob.Seek(step.offset, step.whence)
		if err != nil || at != step.from {
			t.Fatalf("Seek(%d, %d): got %d, %v, want %d", step.offset, step.whence, at, err, step.from)
		}
		got := make([]byte, step.length)
		if _, err := io.ReadFull(blob, got); err != nil {
			t.Fatalf("read %d bytes from %d: %v", step.length, step.from, err)
		}
		if !bytes.Equal(got, want[step.from:step.from+step.length]) {
			t.Errorf("read %d bytes from %d: they differ from what was put", step.length, step.from)
		}
	}
}

func testWholeOrNothing(t *testing.T, b recordings.Blobs) {
	broken := errors.New("the disk broke")
	for _, c := range []struct {
		name string
		have int
		size int64
		end  error
	}{
		{"short", 100, 200, nil},
		{"empty", 0, 1, nil},
		{"broken", 100, 200, broken},
		{"short-in-the-second-part", 17 << 20, 18 << 20, nil},
		{"broken-in-the-second-part", 17 << 20, 18 << 20, broken},
	} {
		key := "clips/" + c.name + "/audio.ogg"
		var r io.Reader = bytes.NewReader(content(t, c.have))
		if c.end != nil {
			r = io.MultiReader(r, iotest.ErrReader(c.end))
		}
		if err := b.Put(t.Context(), key, r, c.size, "audio/ogg"); err == nil {
			t.Errorf("%s: Put of %d bytes announced as %d: no error", c.name, c.have, c.size)
		}
		wantMissing(t, b, key)
		put(t, b, key, content(t, 10))
	}
}

func testCancelledPut(t *testing.T, b recordings.Blobs) {
	const key = "clips/a/audio.ogg"
	ctx, cancel := context.WithCancel(t.Context())
	half := readFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() })
	r := io.MultiReader(bytes.NewReader(content(t, 1000)), half)
	if err := b.Put(ctx, key, r, 2000, "audio/ogg"); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: got error %v, want context.Canceled", err)
	}
	wantMissing(t, b, key)
}

func testExisting(t *testing.T, b recordings.Blobs) {
	const key = "clips/a/audio.ogg"
	for _, size := range []int{10, 17 << 20} {
		want := content(t, size)
		put(t, b, key, want)
		for _, other := range []int{10, 17 << 20} {
			if err := b.Put(t.Context(), key, bytes.NewReader(content(t, other)), int64(other), "audio/ogg"); err == nil {
				t.Errorf("Put of %d bytes under the key of %d: no error", other, size)
			}
		}
		got, err := io.ReadAll(openBlob(t, b, key))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("after the refused puts: read %d bytes and %v, want the first %d bytes", len(got), err, size)
		}
		if err := b.Delete(t.Context(), key); err != nil {
			t.Fatalf("Delete: %v", err)
		}
	}
}

func testDelete(t *testing.T, b recordings.Blobs) {
	put(t, b, "clips/a/audio.ogg", content(t, 10))
	put(t, b, "clips/a/audio.wav", content(t, 10))
	for range 2 {
		if err := b.Delete(t.Context(), "clips/a/audio.ogg"); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	wantMissing(t, b, "clips/a/audio.ogg")
	openBlob(t, b, "clips/a/audio.wav")
	if err := b.Delete(t.Context(), "clips/never/audio.ogg"); err != nil {
		t.Errorf("Delete of what never was: %v", err)
	}
}

func testMissing(t *testing.T, b recordings.Blobs) {
	put(t, b, "clips/a/audio.ogg", content(t, 10))
	for _, key := range []string{"clips/b/audio.ogg", "clips/a", "clips/a/audio.ogg/more", "other"} {
		wantMissing(t, b, key)
	}
}

func testHostileKeys(t *testing.T, b recordings.Blobs) {
	for _, key := range []string{
		"", ".", "..", "../clip", "clips/../../clip", "clips/..", "/etc/passwd", "//clip", "clips//a", "clips/", "clips/./a",
		".incoming/a", "clips/.hidden", `clips\a`, `..\clip`, "clips/a\x00b", "clips/a b", "clips/a\n", "clips/ä", "clips/a?x=y", "clips/%2e%2e/a",
		"clips/" + strings.Repeat("a", 300),
	} {
		if err := b.Put(t.Context(), key, strings.NewReader("x"), 1, "audio/ogg"); err == nil {
			t.Errorf("Put(%q): no error", key)
		}
		if blob, err := b.Open(t.Context(), key); err == nil {
			t.Errorf("Open(%q): no error", key)
			closeBlob(t, blob)
		}
		if err := b.Delete(t.Context(), key); err == nil {
			t.Errorf("Delete(%q): no error", key)
		}
	}
}

func testConcurrentPuts(t *testing.T, b recordings.Blobs) {
	const clips, size = 16, 50_000
	want := make([][]byte, clips)
	var all sync.WaitGroup
	for i := range clips {
		want[i] = content(t, size)
		all.Go(func() {
			key := fmt.Sprintf("clips/%d/audio.ogg", i)
			if err := b.Put(t.Context(), key, bytes.NewReader(want[i]), size, "audio/ogg"); err != nil {
				t.Errorf("Put(%q): %v", key, err)
			}
		})
	}
	all.Wait()
	for i := range clips {
		key := fmt.Sprintf("clips/%d/audio.ogg", i)
		got, err := io.ReadAll(openBlob(t, b, key))
		if err != nil || !bytes.Equal(got, want[i]) {
			t.Errorf("%q: read %d bytes and error %v, want the %d that were put", key, len(got), err, size)
		}
	}
}

func testRacingPuts(t *testing.T, b recordings.Blobs) {
	const key, racers, size = "clips/a/audio.ogg", 8, 50_000
	contents, won := make([][]byte, racers), make(chan int, racers)
	var all sync.WaitGroup
	for i := range racers {
		contents[i] = content(t, size)
		all.Go(func() {
			if err := b.Put(t.Context(), key, bytes.NewReader(contents[i]), size, "audio/ogg"); err == nil {
				won <- i
			}
		})
	}
	all.Wait()
	if len(won) != 1 {
		t.Fatalf("%d of %d racing puts succeeded, want 1", len(won), racers)
	}
	got, err := io.ReadAll(openBlob(t, b, key))
	if err != nil || !bytes.Equal(got, contents[<-won]) {
		t.Errorf("read %d bytes and error %v, want the winner's %d", len(got), err, size)
	}
}

func testCheck(t *testing.T, b recordings.Blobs) {
	for range 2 {
		if err := b.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Check with an ended context: got %v, want context.Canceled", err)
	}
}

func testName(t *testing.T, b recordings.Blobs) {
	if name := b.String(); name == "" || strings.Contains(name, "\n") {
		t.Errorf("String(): got %q, want a name in one line", name)
	}
}

func put(t *testing.T, b recordings.Blobs, key string, data []byte) {
	t.Helper()
	if err := b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data)), "audio/ogg"); err != nil {
		t.Fatalf("Put(%q) of %d bytes: %v", key, len(data), err)
	}
}

func openBlob(t *testing.T, b recordings.Blobs, key string) recordings.Blob {
	t.Helper()
	blob, err := b.Open(t.Context(), key)
	if err != nil {
		t.Fatalf("Open(%q): %v", key, err)
	}
	t.Cleanup(func() { closeBlob(t, blob) })
	return blob
}

func closeBlob(t *testing.T, blob recordings.Blob) {
	t.Helper()
	if err := blob.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func wantMissing(t *testing.T, b recordings.Blobs, key string) {
	t.Helper()
	blob, err := b.Open(t.Context(), key)
	if err == nil {
		closeBlob(t, blob)
	}
	if !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("Open(%q): got error %v, want ErrNotFound", key, err)
	}
}

func content(t *testing.T, size int) []byte {
	t.Helper()
	data := make([]byte, size)
	if _, err := rand.Read(data); err != nil {
		t.Fatalf("random content: %v", err)
	}
	return data
}

type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }
