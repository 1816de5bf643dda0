package ogg

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Reader reads the packets of an Ogg Opus stream. Damaged stretches and pages
// of other streams are skipped. Its memory is bounded by one page and one
// packet, whatever the input.
type Reader struct {
	pages  pageReader
	header Header
	serial uint32

	page    page
	lacing  int // next lacing value of the page
	body    int // next byte of the body
	packet  []byte
	partial bool // packet is the beginning of one that goes on

	granule int64
	last    bool
	// next is where the next packet begins, position where the last one did.
	next     int64
	position int64
	// pageAt is where the page begins in the file, place where the packet does.
	pageAt int64
	place  Place
}

// NewReader reads the headers. It fails when r does not begin as an Ogg Opus
// stream of one or two channels.
func NewReader(r io.Reader) (*Reader, error) {
	or := &Reader{pages: pageReader{r: bufio.NewReaderSize(r, maxPageSize)}}
	p, err := or.pages.next()
	if err != nil {
		return nil, fmt.Errorf("read the first Ogg page: %w", noEOF(err))
	}
	if p.flags&flagFirst == 0 {
		return nil, fmt.Errorf("%w: the first page does not begin a stream", errHeader)
	}
	if or.header, err = parseHead(p.body); err != nil {
		return nil, err
	}
	or.serial, or.page.sequence, or.pageAt = p.serial, p.sequence, or.pages.offset
	tags, err := or.nextPacket()
	if err != nil {
		return nil, fmt.Errorf("read the Ogg comment header: %w", noEOF(err))
	}
	or.header.Comments, err = parseTags(tags)
	return or, err
}

// Header returns what the file says of itself.
func (r *Reader) Header() Header { return r.header }

// Granule is the position that the page of the newest packet ends at, the
// pre-skip included; on the last page it tells where the sound ends.
func (r *Reader) Granule() int64 { return r.granule }

// Position is where the packet returned last begins, the pre-skip included. It
// is found from the granule positions of the pages, so that it holds also after
// a damaged stretch: then it lies behind the end of the packet before.
func (r *Reader) Position() int64 { return r.position }

// Next returns the next packet, good until the next call, or io.EOF.
func (r *Reader) Next() ([]byte, error) {
	packet, err := r.nextPacket()
	if err == nil {
		r.position = r.next
		r.next += int64(Samples(packet))
	}
	return packet, err
}

func (r *Reader) nextPacket() ([]byte, error) {
	if !r.partial {
		r.packet = r.packet[:0]
	}
	for {
		for r.lacing < len(r.page.lacing) {
			if !r.partial {
				r.place = Place{r.pageAt, r.lacing, r.serial}
			}
			n := int(r.page.lacing[r.lacing])
			r.lacing++
			r.packet = append(r.packet, r.page.body[r.body:r.body+n]...)
			r.body += n
			if len(r.packet) > maxPacket {
				r.packet, r.partial = r.packet[:0], false
				return nil, fmt.Errorf("%w: more than %d bytes", ErrPacket, maxPacket)
			}
			if n < 255 {
				r.partial = false
				return r.packet, nil
			}
			r.partial = true
		}
		if err := r.nextPage(); err != nil {
			return nil, err
		}
	}
}

// nextPage goes on to the next page of this stream.
func (r *Reader) nextPage() error {
	if r.last {
		return io.EOF
	}
	for {
		p, err := r.pages.next()
		if err != nil {
			return err
		}
		if p.serial != r.serial {
			continue
		}
		inSequence := p.sequence == r.page.sequence+1
		r.page, r.pageAt, r.lacing, r.body = p, r.pages.offset, 0, 0
		r.granule, r.last = p.granule, p.flags&flagLast != 0
		if continued := p.flags&flagContinued != 0; r.partial && (!continued || !inSequence) {
			r.packet, r.partial = r.packet[:0], false
			if continued {
				r.skipContinuation()
			}
		} else if !r.partial && continued {
			r.skipContinuation()
		}
		r.locate(inSequence)
		return nil
	}
}

// locate finds where the packets of a new page begin: so far before its granule
// position as they last. The last page's position cuts off what it holds
// beyond the end, so that it tells less.
func (r *Reader) locate(inSequence bool) {
	if r.granule < 0 || r.last && inSequence {
		return
	}
	samples, begin := int64(0), r.body
	head := r.packet
	for at, body := r.lacing, r.body; at < len(r.page.lacing); at++ {
		n := int(r.page.lacing[at])
		body += n
		if n == 255 {
			continue
		}
		if len(head) < 2 {
			head = r.page.body[begin:body]
		}
		samples += int64(Samples(head))
		head, begin = nil, body
	}
	r.next = max(r.next, r.granule-samples)
}

// skipContinuation passes over the end of a packet whose beginning is lost.
func (r *Reader) skipContinuation() {
	for r.lacing < len(r.page.lacing) {
		n := int(r.page.lacing[r.lacing])
		r.lacing++
		r.body += n
		if n < 255 {
			return
		}
	}
}

// pageReader finds the valid pages in a stream of bytes.
type pageReader struct {
	r *bufio.Reader
	// unread is the size of the page returned last; it lies in the buffer.
	unread int
	// offset is where the next page is looked for.
	offset int64
	// patience is how many places where a page seems to begin, and does not, are
	// passed over; 0 for all.
	patience int
	misses   int
}

// errDamage: the patience is at an end.
var errDamage = errors.New("too much of the file is damaged")

// next returns the next valid page, good until the next call.
func (r *pageReader) next() (page, error) {
	if err := r.discard(r.unread); err != nil {
		return page{}, err
	}
	r.unread = 0
	for {
		window, err := r.r.Peek(maxPageSize)
		if len(window) == 0 {
			return page{}, err
		}
		if p, size, err := parsePage(window); err == nil {
			r.unread = size
			return p, nil
		}
		if r.patience > 0 && bytes.HasPrefix(window, []byte("OggS")) {
			if r.misses++; r.misses > r.patience {
				return page{}, errDamage
			}
		}
		if err := r.discard(nextCapture(window)); err != nil {
			return page{}, err
		}
	}
}

func (r *pageReader) discard(n int) error {
	discarded, err := r.r.Discard(n)
	r.offset += int64(discarded)
	return err
}

// nextCapture returns how far behind the first byte the next page may begin.
func nextCapture(window []byte) int {
	const capture = "OggS"
	if i := bytes.Index(window[1:], []byte(capture)); i >= 0 {
		return i + 1
	}
	// It may begin at the end of the window.
	return max(len(window)-len(capture)+1, 1)
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
