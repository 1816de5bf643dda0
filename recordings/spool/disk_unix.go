//go:build linux || darwin || freebsd

package spool

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// freeSpace returns how many bytes this user may still write to the disk that
// the folder is on.
func freeSpace(root *os.Root) (int64, error) {
	folder, err := root.Open(".")
	if err != nil {
		return 0, fmt.Errorf("free space: %w", err)
	}
	defer folder.Close()
	var stat unix.Statfs_t
	if err := unix.Fstatfs(int(folder.Fd()), &stat); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", root.Name(), err)
	}
	return int64(min(uint64(stat.Bavail)*uint64(stat.Bsize), math.MaxInt64)), nil //nolint:gosec,unconvert // the types differ between systems
}
