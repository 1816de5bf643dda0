package capture

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"practice/recordings"
)

// What is here brings what a capture has collected to the disk.

// sync writes what has collected and waits until it is on the disk: gaps first, so
// that no silence is taken for sound.
func (c *Capture) sync(file *os.File) error {
	pages, gaps, copied, err := c.collected()
	if gapErr := c.spool.AppendGaps(c.clip.ID, gaps...); gapErr != nil {
		c.putBack(pages, gaps)
		return errors.Join(err, gapErr)
	}
	err = errors.Join(err, c.noteCopy(copied))
	if len(pages) == 0 {
		return err
	}
	n, writeErr := file.Write(pages)
	if writeErr != nil {
		c.putBack(pages[n:], nil)
		return errors.Join(err, writeErr)
	}
	if syncErr := c.spool.Sync(file); syncErr != nil {
		return errors.Join(err, fmt.Errorf("sync: %w", syncErr))
	}
	return err
}

// noteCopy lets the spool know whether the page keeps a copy, which must outlive
// this process. Only the goroutine of the recording calls it.
func (c *Capture) noteCopy(copied bool) error {
	if copied == c.copyNoted {
		return nil
	}
	err := c.spool.NoteCopy(c.clip.ID, copied)
	if err == nil {
		c.copyNoted = copied
	}
	return err
}

// collected returns what has collected since the last call, and keeps nothing.
func (c *Capture) collected() (pages []byte, gaps []recordings.Gap, copied bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order.release(c.clock())
	err = c.writer.Flush()
	// The buffer goes with its pages: what a slow disk made large is not kept.
	pages, gaps = c.pages.Bytes(), c.gaps
	c.pages = bytes.Buffer{}
	c.gaps = nil
	return pages, gaps, c.copied, err
}

// putBack keeps what the disk refused in front of what came since.
func (c *Capture) putBack(refused []byte, gaps []recordings.Gap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	newer := bytes.Clone(c.pages.Bytes())
	c.pages.Reset()
	c.pages.Write(refused)
	c.pages.Write(newer)
	c.gaps = append(gaps, c.gaps...)
}
