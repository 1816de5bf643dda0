package ogg

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Place is where a packet begins in a file: its page, and how far into that.
type Place struct {
	// Offset is where the page begins, in bytes from the beginning of the file.
	Offset int64
	lacing int
	serial uint32
}

// errMoved: the file is another than the one that the place was found in.
var errMoved = errors.New("the Ogg page is not where it was found before")

// Place is where the packet returned last begins.
func (r *Reader) Place() Place { return r.place }

// Resume returns a reader whose first packet is the one at the place, as it was
// found by another reader of the same file; r begins at its Offset. From there on
// it returns what that one returned, but for [Reader.Position], which holds from
// the second page on. It has no header.
func Resume(r io.Reader, at Place) (*Reader, error) {
	or := &Reader{pages: pageReader{r: bufio.NewReaderSize(r, maxPageSize), offset: at.Offset}, serial: at.serial}
	if err := or.nextPage(); err != nil {
		return nil, fmt.Errorf("read the Ogg page at byte %d: %w", at.Offset, noEOF(err))
	}
	if or.pageAt != at.Offset || at.lacing > len(or.page.lacing) {
		return nil, fmt.Errorf("read the Ogg page at byte %d: %w", at.Offset, errMoved)
	}
	or.lacing, or.body = at.lacing, 0
	for _, n := range or.page.lacing[:at.lacing] {
		or.body += int(n)
	}
	return or, nil
}
