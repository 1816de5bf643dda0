package ogg

import (
	"errors"
	"fmt"
	"io"
)

// pageSamples is how much sound a page holds at most: a second, so that
// players find any second quickly.
const pageSamples = 48000

// maxPacket is the size of the largest packet that fits on one page whatever
// its length; Opus packets have at most 61,440 bytes (RFC 6716 section 3.4).
const maxPacket = maxSegments*255 - 1

// ErrPacket: the packet is not an Opus packet, or larger than one can be.
var ErrPacket = errors.New("not an Opus packet")

// Writer writes one Ogg Opus stream. Packets collect on a page until it holds
// a second or Flush is called. No packet is split between pages, so a file cut
// anywhere keeps every whole page.
type Writer struct {
	w      io.Writer
	page   page
	buffer []byte
	// granule counts the samples of all packets, those on the open page too.
	granule int64
	// open counts the samples on the open page.
	open int64
}

// NewWriter writes the two header pages and returns a writer for the packets.
func NewWriter(w io.Writer, header Header, serial uint32) (*Writer, error) {
	ow := &Writer{w: w, page: page{serial: serial, flags: flagFirst}}
	for _, packet := range [][]byte{header.appendHead(nil), header.appendTags(nil)} {
		if len(packet) > maxPacket {
			return nil, fmt.Errorf("comments of %d bytes do not fit on a page", len(packet))
		}
		ow.add(packet)
		if err := ow.flush(0, 0); err != nil {
			return nil, err
		}
	}
	return ow, nil
}

// Granule is the number of samples written so far, the pre-skip included.
func (w *Writer) Granule() int64 { return w.granule }

// WritePacket puts an Opus packet on the open page. It fails with [ErrPacket]
// for what is none, and with the error of the underlying writer.
func (w *Writer) WritePacket(packet []byte) error {
	samples := int64(Samples(packet))
	if samples == 0 || len(packet) > maxPacket {
		return fmt.Errorf("%w: %d bytes", ErrPacket, len(packet))
	}
	if w.open > 0 && (w.open+samples > pageSamples || len(w.page.lacing)+len(packet)/255+1 > maxSegments) {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	w.add(packet)
	w.granule += samples
	w.open += samples
	return nil
}

// Flush writes the open page, if it has packets.
func (w *Writer) Flush() error {
	if len(w.page.lacing) == 0 {
		return nil
	}
	return w.flush(0, w.granule)
}

// Close ends the stream at end samples, the pre-skip included: what the last
// page holds beyond is cut off by players (RFC 7845 section 4.4). Sound on
// pages already written can't be cut off and is not made up: the stream ends
// as near to end as the packets allow. It returns where that is. The
// underlying writer stays open.
func (w *Writer) Close(end int64) (int64, error) {
	end = max(min(end, w.granule), w.granule-w.open)
	if len(w.page.lacing) == 0 {
		// The last page needs a packet; all of this one is cut off.
		packet, _ := AppendSilence(nil, SilenceStep)
		w.add(packet)
	}
	return end, w.flush(flagLast, end)
}

func (w *Writer) add(packet []byte) {
	for n := len(packet); ; n -= 255 {
		w.page.lacing = append(w.page.lacing, byte(min(n, 255)))
		if n < 255 {
			break
		}
	}
	w.page.body = append(w.page.body, packet...)
}

func (w *Writer) flush(flags byte, granule int64) error {
	w.page.flags |= flags
	w.page.granule = granule
	w.buffer = w.page.appendTo(w.buffer[:0])
	if _, err := w.w.Write(w.buffer); err != nil {
		return fmt.Errorf("write Ogg page %d: %w", w.page.sequence, err)
	}
	w.page.sequence++
	w.page.flags = 0
	w.page.lacing, w.page.body = w.page.lacing[:0], w.page.body[:0]
	w.open = 0
	return nil
}
