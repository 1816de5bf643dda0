package mend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"practice/recordings"
	"practice/recordings/ogg"
	"practice/recordings/sound"
	"practice/recordings/spool"
)

const (
	// mostMoved bounds the moves of a recording together, in samples: nothing
	// leaves its place by more.
	mostMoved = recordings.SampleRate * 15 / 1000
	// leastMovable is how long a hole must be for what follows to be moved.
	leastMovable = recordings.SampleRate / 5
)

// Mender makes one recording of what arrived and of the page's copy, in one
// pass that copies packets. What is damaged becomes silence of its length.
//
// Positions are those of packets: a packet's sound is heard [recordings.Lookahead] samples
// before its position, which the pre-skip makes up for.
type Mender struct {
	ctx    context.Context
	source func() (io.ReadCloser, error)
	header ogg.Header
	// leadIn is what lies in front of position 0.
	leadIn int64
	length int64 // of the time line as it is
	holes  []hole
	// Damaged: packets are missing in the file that were written to it.
	Damaged bool
	// moved is the sum of all moves.
	moved int64
}

// New looks the file over. gaps are those that are known; limit is how
// far the recording can have gone on, at least its length.
func New(ctx context.Context, source func() (io.ReadCloser, error), gaps []recordings.Gap, length, limit int64) (*Mender, error) {
	m := &Mender{ctx: ctx, source: source, length: length}
	written := int64(0)
	var torn []recordings.Span
	err := m.packets(func(position int64, packet []byte) error {
		if position > written {
			torn = append(torn, recordings.Between(written, position))
		}
		written = position + int64(ogg.Samples(packet))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if end := length + recordings.Lookahead; written < end-recordings.LeastGap {
		torn = append(torn, recordings.Between(max(written, 0), end))
	}
	for _, g := range gaps {
		if !g.Backfilled {
			at := recordings.SamplesOf(g.At)
			m.holes = append(m.holes, hole{Span: recordings.Between(at, at+recordings.SamplesOf(g.Duration)), cause: g.Cause})
		}
	}
	for _, s := range torn {
		m.tear(s)
	}
	if limit > length {
		m.holes = append(m.holes, hole{Span: recordings.Between(length+recordings.Lookahead, limit+recordings.Lookahead), cause: recordings.Interrupted})
	}
	slices.SortFunc(m.holes, func(a, b hole) int { return cmp.Compare(a.Begin, b.Begin) })
	for i := range m.holes {
		m.holes[i].gap = m.holes[i].Span
	}
	return m, nil
}

// tear notes a damaged span, except where a gap was anyway.
func (m *Mender) tear(s recordings.Span) {
	s.Begin = max(s.Begin, 0)
	rest := []recordings.Span{s}
	for _, h := range m.holes {
		rest = recordings.Without(rest, h.Span)
	}
	for _, r := range rest {
		m.Damaged = true
		m.holes = append(m.holes, hole{Span: r, cause: recordings.Damaged})
	}
}

// packets calls each for every packet of the file, with its position.
func (m *Mender) packets(each func(position int64, packet []byte) error) error {
	file, err := m.source()
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := ogg.NewReader(recordings.UntilDone(m.ctx, file))
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	m.header = reader.Header()
	m.leadIn = int64(m.header.PreSkip) - recordings.Lookahead
	for {
		packet, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ogg.ErrPacket):
			continue
		case err != nil:
			return fmt.Errorf("mend: %w", err)
		}
		if err := each(reader.Position()-m.leadIn, packet); err != nil {
			return err
		}
	}
}

// Use fits a piece of the page's copy into the holes that it covers: at most what it has
// between the places of what is heard before a hole and after it.
func (m *Mender) Use(p *spool.Piece) error {
	copied, err := loadPiece(p, true)
	if err != nil {
		return err
	}
	begin, end := copied.sound.At, copied.sound.At+int64(len(copied.sound.PCM))
	first := slices.IndexFunc(m.holes, func(h hole) bool { return h.End > begin-sound.ClockReach })
	if first < 0 || m.holes[first].Begin >= end+sound.ClockReach {
		return nil
	}
	blocks, err := m.decodeBlocks(m.spans(begin, end))
	if err != nil {
		return err
	}
	finder := sound.NewFinder(copied.sound)
	m.tieBlocks(blocks, finder, begin)
	for i := first; i < len(m.holes); i++ {
		h := &m.holes[i]
		if h.Begin >= end+sound.ClockReach+m.lostBetween(begin-sound.ClockReach, h.Begin) {
			break
		}
		at, ok := h.locate(blocks, finder, copied)
		if !ok {
			continue
		}
		closed := m.close(h, round(at.move))
		m.widen(i, copied, at)
		if parts := len(h.parts); h.fill(p, copied, at) == parts && closed {
			m.reopen(h)
		}
		h.narrow()
		h.shift, h.aligned = at.shift, at.found
	}
	return nil
}

// close moves what follows the hole, so that both of its seams fit. It reports
// whether it did.
func (m *Mender) close(h *hole, move int64) bool {
	total := m.moved + move
	if move == 0 || h.move != 0 || h.Length() < leastMovable || total > mostMoved || total < -mostMoved || h.filled() > h.End+move {
		return false
	}
	m.moved += move
	h.move = move
	h.End += move
	return true
}

// reopen undoes close.
func (m *Mender) reopen(h *hole) {
	m.moved -= h.move
	h.End -= h.move
	h.move = 0
}

// Changed reports whether there is anything to write.
func (m *Mender) Changed() bool {
	return m.Damaged || slices.ContainsFunc(m.holes, func(h hole) bool { return len(h.parts) > 0 })
}

// Write writes the mended recording and returns its gaps and the length of its
// time line.
func (m *Mender) Write(w io.Writer, serial uint32, old []recordings.Gap) ([]recordings.Gap, int64, error) {
	out, err := ogg.NewWriter(w, m.header, serial)
	if err != nil {
		return nil, 0, fmt.Errorf("mend: %w", err)
	}
	length := m.extended()
	t := &track{mender: m, writer: out, end: length + recordings.Lookahead}
	holes := m.closed()
	err = m.packets(func(position int64, packet []byte) error {
		for len(holes) > 0 && holes[0].oldEnd() <= position {
			if err := t.writeHole(holes[0]); err != nil {
				return err
			}
			holes = holes[1:]
		}
		if len(holes) > 0 && position >= holes[0].Begin {
			return nil // silence, which the hole writes itself
		}
		return t.write(position, packet)
	})
	for _, h := range holes {
		err = errors.Join(err, t.writeHole(h))
	}
	if err != nil {
		return nil, 0, err
	}
	// Less than the shortest silence more, so that it can be cut to the sample.
	if err := t.silence(t.end + ogg.SilenceStep - 1); err != nil {
		return nil, 0, err
	}
	if _, err := out.Close(length + int64(m.header.PreSkip)); err != nil {
		return nil, 0, fmt.Errorf("mend: %w", err)
	}
	return m.gaps(old, length), length, nil
}

// extended is the length of the mended time line: a crashed recording goes on
// as far as the page's copy does.
func (m *Mender) extended() int64 {
	length := m.length
	for _, h := range m.holes {
		if h.cause == recordings.Interrupted && len(h.parts) > 0 {
			length = max(length, h.parts[len(h.parts)-1].End-recordings.Lookahead)
		}
	}
	return length
}

// closed returns the holes that are written anew; one beyond the end only as
// far as there is sound for it.
func (m *Mender) closed() []hole {
	var holes []hole
	for _, h := range m.holes {
		switch {
		case h.cause == recordings.Interrupted && len(h.parts) > 0:
			h.End = h.parts[len(h.parts)-1].End
			holes = append(holes, h)
		case h.cause == recordings.Interrupted: // nothing is known to be missing
		case len(h.parts) > 0 || h.cause == recordings.Damaged:
			holes = append(holes, h)
		}
	}
	return holes
}

// gaps are those of the mended recording, in order.
func (m *Mender) gaps(old []recordings.Gap, length int64) []recordings.Gap {
	var gaps []recordings.Gap
	for _, g := range old {
		if g.Backfilled {
			g.At += recordings.DurationOf(m.movedBefore(recordings.SamplesOf(g.At)))
			gaps = append(gaps, g)
		}
	}
	moved := int64(0)
	note := func(s recordings.Span, cause recordings.Cause, backfilled bool) {
		s.Begin += moved
		s.End += moved
		if s.End = min(s.End, length+recordings.Lookahead); s.Length() >= recordings.LeastGap {
			gaps = append(gaps, recordings.Gap{At: recordings.DurationOf(s.Begin), Duration: recordings.DurationOf(s.Length()), Cause: cause, Backfilled: backfilled})
		}
	}
	for _, h := range m.holes {
		gap := recordings.Between(h.gap.Begin, h.gap.End+h.move)
		at := gap.Begin
		for _, p := range h.parts {
			filled := recordings.Between(max(p.Begin, gap.Begin), min(p.End, gap.End))
			note(recordings.Between(at, filled.Begin), h.cause, false)
			note(filled, h.cause, true)
			at = max(at, filled.End)
		}
		if h.cause != recordings.Interrupted {
			note(recordings.Between(at, gap.End), h.cause, false)
		}
		moved += h.move
	}
	slices.SortStableFunc(gaps, func(a, b recordings.Gap) int { return cmp.Compare(a.At, b.At) })
	return gaps
}

// movedBefore is by how much a position was moved.
func (m *Mender) movedBefore(position int64) (moved int64) {
	for _, h := range m.holes {
		if h.oldEnd() <= position {
			moved += h.move
		}
	}
	return moved
}
