// Package smalldisk makes small file systems, for tests of what fills one.
package smalldisk

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Disk is a file system of its own, in memory.
type Disk struct {
	// Path is where it is mounted.
	Path string
	t    *testing.T
}

// New mounts one of so many bytes until the test ends. The test is skipped for who
// may not mount.
func New(t *testing.T, size int64) *Disk {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small disk")
	}
	d := &Disk{Path: t.TempDir(), t: t}
	d.run("mount", "-t", "tmpfs", "-o", "size="+strconv.FormatInt(size, 10), "tmpfs", d.Path)
	t.Cleanup(func() { d.run("umount", "--lazy", d.Path) })
	return d
}

// Free is how many bytes may still be written.
func (d *Disk) Free() int64 {
	d.t.Helper()
	_, line, _ := strings.Cut(d.run("df", "--output=avail", "-B1", d.Path), "\n")
	free, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if err != nil {
		d.t.Fatal(err)
	}
	return free
}

// Leave fills it with something else until so many bytes are free.
func (d *Disk) Leave(free int64) {
	d.t.Helper()
	d.Clear()
	d.run("fallocate", "-l", strconv.FormatInt(d.Free()-free, 10), d.filler())
}

// Clear takes away what Leave put there.
func (d *Disk) Clear() {
	d.t.Helper()
	if err := os.RemoveAll(d.filler()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *Disk) filler() string { return filepath.Join(d.Path, "filler") }

func (d *Disk) run(program string, args ...string) string {
	d.t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s %s: %v: %s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}
