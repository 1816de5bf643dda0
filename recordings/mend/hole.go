package mend

import (
	"bytes"
	"cmp"
	"slices"

	"practice/recordings"
	"practice/recordings/ogg"
	"practice/recordings/spool"
)

// hole is a span without sound, and what of the page's copy goes there.
type hole struct {
	recordings.Span
	// gap is what is missing; the hole may reach further, to a quiet moment.
	gap   recordings.Span
	cause recordings.Cause
	parts []part
	// shift is by how much the page's clock was found to be off; aligned says
	// whether it was. last is the packet that was placed last.
	shift   int64
	aligned bool
	last    []byte
	// move is by how much everything behind the hole is moved for its seam to
	// fit as well: a stream that went on, or another, was tied to the clock anew,
	// to some milliseconds.
	move int64
}

// part is an uninterrupted run of packets of a piece, placed on the time line.
type part struct {
	recordings.Span
	piece *spool.Piece
	first int // index of its first packet
}

// follow finds the shift of a piece that goes on where another one ended in the
// hole: packets that both have say it to the sample. Silence is alike everywhere,
// so that the clock chooses among those that are the same.
func (h *hole) follow(copied *Copied) (shift int64, found bool) {
	off := int64(recordings.SampleRate)
	for _, p := range copied.packets {
		if len(h.parts) == 0 || !h.aligned || !bytes.Equal(p.data, h.last) {
			continue
		}
		s := h.filled() - p.End
		if o := max(s-h.shift, h.shift-s); o < off {
			shift, off, found = s, o, true
		}
	}
	return shift, found
}

// leastTold is the size up to which a packet holds silence, which is alike
// everywhere, in bytes.
const leastTold = 8

// behind returns the first packet of a piece that the hole does not have already. What
// is in front of its sound, for decoders to settle, is the end of another piece.
func (h *hole) behind(copied *Copied) int {
	if len(h.parts) == 0 || len(h.last) <= leastTold {
		return copied.settled
	}
	for i := len(copied.packets) - 1; i >= 0; i-- {
		if bytes.Equal(copied.packets[i].data, h.last) {
			return max(i+1, copied.settled)
		}
	}
	return copied.settled
}

// filled is where the sound in the hole ends so far.
func (h *hole) filled() int64 {
	if len(h.parts) == 0 {
		return h.Begin
	}
	return h.parts[len(h.parts)-1].End
}

// fill places what the piece has for the hole and other pieces had not. It
// returns how many parts there are then.
func (h *hole) fill(p *spool.Piece, copied *Copied, at placing) int {
	rest := []recordings.Span{h.Span}
	for _, done := range h.parts {
		rest = recordings.Without(rest, done.Span)
	}
	for _, r := range rest {
		if placed, ok := place(r, p, copied, at); ok {
			h.parts = append(h.parts, placed)
		}
	}
	slices.SortFunc(h.parts, func(a, b part) int { return cmp.Compare(a.Begin, b.Begin) })
	if n := len(h.parts); n > 0 && h.parts[n-1].piece == p {
		h.last = copied.last(h.parts[n-1])
	}
	return len(h.parts)
}

// place finds the packets that fit into a span, counted from its beginning or
// from its end: there the seam is exact. Packets are moved by less than half
// of the shortest silence.
func place(s recordings.Span, p *spool.Piece, copied *Copied, to placing) (part, bool) {
	const tolerance = ogg.SilenceStep / 2
	shift, first, last := to.shift, -1, -1
	for i, at := range copied.packets {
		begin, end := at.Begin+shift, at.End+shift
		if i < to.first || at.End-tolerance > to.limit || begin < s.Begin-tolerance || end > s.End+tolerance {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return part{}, false
	}
	run := recordings.Between(copied.packets[first].Begin+shift, copied.packets[last].End+shift)
	move := s.Begin + round(run.Begin-s.Begin) - run.Begin
	if to.backwards {
		move = s.End - round(s.End-run.End) - run.End
	}
	run = recordings.Between(run.Begin+move, run.End+move)
	if run.End > s.End {
		run.End -= copied.packets[last].Length()
	}
	if run.Begin < s.Begin {
		run.Begin += copied.packets[first].Length()
		first++
	}
	return part{Span: run, piece: p, first: first}, run.Length() > 0
}

// round returns the nearest length that silence can have.
func round(samples int64) int64 {
	if samples < 0 {
		return -round(-samples)
	}
	return (samples + ogg.SilenceStep/2) / ogg.SilenceStep * ogg.SilenceStep
}

// oldEnd is where the hole ended before what follows was moved.
func (h *hole) oldEnd() int64 { return h.End - h.move }
