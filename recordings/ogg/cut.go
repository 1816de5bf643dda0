package ogg

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// Cut ends the stream of a file at end samples, the pre-skip included: packets that
// begin there or later are removed from the file, and players cut off what the last
// packet holds beyond (RFC 7845 section 4.4). A file that ends before is left as it
// is. A process that dies meanwhile leaves a file that [Repair] makes whole, without
// the page that was to be cut.
func Cut(file *os.File, end int64) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("cut: %w", err)
	}
	pages := pageReader{r: bufio.NewReaderSize(file, maxPageSize)}
	var before int64
	for {
		p, err := pages.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("cut: %w", err)
		}
		if p.granule < end {
			before = p.granule
			continue
		}
		p.keep(end - before)
		p.flags |= flagLast
		p.granule = end
		bytes := p.appendTo(nil)
		at := pages.offset
		if _, err := file.WriteAt(bytes, at); err != nil {
			return fmt.Errorf("cut: %w", err)
		}
		if _, err := cutAfter(file, at+int64(len(bytes))); err != nil {
			return err
		}
		return nil
	}
}

// keep leaves the packets of the page that begin within so many samples. No packet
// is split between pages (see [Writer]).
func (p *page) keep(samples int64) {
	segments, size, from := 0, 0, 0
	for i, l := range p.lacing {
		size += int(l)
		if l == 255 {
			continue
		}
		if samples <= 0 {
			break
		}
		samples -= int64(Samples(p.body[from:size]))
		segments, from = i+1, size
	}
	p.lacing, p.body = p.lacing[:segments], p.body[:from]
}
