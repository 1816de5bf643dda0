package folder_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"practice/internal/smalldisk"
	"practice/recordings"
	"practice/recordings/spool"
)

// On a disk of its own the store leaves the floor free: large objects all of it,
// small ones, by which clips are finished, a quarter.
func TestPutLeavesTheFloorFree(t *testing.T) {
	const mebibyte, floor = 1 << 20, 32 << 20
	disk := smalldisk.New(t, 128*mebibyte)
	spooled, err := spool.Open(filepath.Join(disk.Path, "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spooled.Close() })
	dir := filepath.Join(disk.Path, "clips")
	store := open(t, dir)
	store.Mind(spool.NewDisk(spooled, floor, slog.New(slog.DiscardHandler), time.Now))
	for _, c := range []struct {
		key        string
		free, size int64
		want       error
	}{
		{"a/large", floor + 21*mebibyte, 20 * mebibyte, nil},
		{"a/too-large", floor + 19*mebibyte, 20 * mebibyte, recordings.ErrDiskFull},
		{"a/small", floor, 2 * mebibyte, nil},
		{"a/small-on-a-full-disk", floor/4 + mebibyte, 2 * mebibyte, recordings.ErrDiskFull},
	} {
		disk.Leave(c.free)
		err := store.Put(t.Context(), c.key, bytes.NewReader(make([]byte, c.size)), c.size, "")
		if !errors.Is(err, c.want) {
			t.Errorf("%d bytes with %d free: got %v, want %v", c.size, c.free, err, c.want)
		}
		if left, err := fs.ReadDir(os.DirFS(dir), ".incoming"); err != nil || len(left) != 0 {
			t.Errorf("%s: %d files are left half written, %v", c.key, len(left), err)
		}
	}
	disk.Leave(mebibyte)
	if err := store.Delete(t.Context(), "a/large"); err != nil {
		t.Errorf("delete on a full disk: %v", err)
	}
}
