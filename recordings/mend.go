package recordings

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"practice/recordings/ogg"
)

const (
	// mostMoved bounds the moves of a recording together, in samples: nothing
	// leaves its place by more.
	mostMoved = SampleRate * 15 / 1000
	// leastMovable is how long a hole must be for what follows to be moved.
	leastMovable = SampleRate / 5
	// compareEvery is for how long a shift that was found holds for short holes.
	compareEvery = 10 * SampleRate
)

// mender makes one recording of what arrived and of the page's copy, in one
// pass that copies packets. What is damaged becomes silence of its length.
//
// Positions are those of packets: a packet's sound is heard [lookahead] samples
// before its position, which the pre-skip makes up for.
type mender struct {
	ctx    context.Context
	source func() (io.ReadCloser, error)
	header ogg.Header
	// leadIn is what lies in front of position 0.
	leadIn int64
	length int64 // of the time line as it is
	holes  []hole
	// damaged: packets are missing in the file that were written to it.
	damaged bool
	// moved is the sum of all moves.
	moved int64
}

// newMender looks the file over. gaps are those that are known; limit is how
// far the recording can have gone on, at least its length.
func newMender(ctx context.Context, source func() (io.ReadCloser, error), gaps []Gap, length, limit int64) (*mender, error) {
	m := &mender{ctx: ctx, source: source, length: length}
	written := int64(0)
	var torn []span
	err := m.packets(func(position int64, packet []byte) error {
		if position > written {
			torn = append(torn, span{written, position})
		}
		written = position + int64(ogg.Samples(packet))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if end := length + lookahead; written < end-leastGap {
		torn = append(torn, span{max(written, 0), end})
	}
	for _, g := range gaps {
		if !g.Backfilled {
			at := samplesOf(g.At)
			m.holes = append(m.holes, hole{span: span{at, at + samplesOf(g.Duration)}, cause: g.Cause})
		}
	}
	for _, s := range torn {
		m.tear(s)
	}
	if limit > length {
		m.holes = append(m.holes, hole{span: span{length + lookahead, limit + lookahead}, cause: Interrupted})
	}
	slices.SortFunc(m.holes, func(a, b hole) int { return cmp.Compare(a.begin, b.begin) })
	for i := range m.holes {
		m.holes[i].gap = m.holes[i].span
	}
	return m, nil
}

// tear notes a damaged span, except where a gap was anyway.
func (m *mender) tear(s span) {
	s.begin = max(s.begin, 0)
	rest := []span{s}
	for _, h := range m.holes {
		rest = without(rest, h.span)
	}
	for _, r := range rest {
		m.damaged = true
		m.holes = append(m.holes, hole{span: r, cause: Damaged})
	}
}

// packets calls each for every packet of the file, with its position.
func (m *mender) packets(each func(position int64, packet []byte) error) error {
	file, err := m.source()
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := ogg.NewReader(&untilDone{m.ctx, file})
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	m.header = reader.Header()
	m.leadIn = int64(m.header.PreSkip) - lookahead
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

// use fits a piece of the page's copy into the holes that it covers.
func (m *mender) use(p *piece) error {
	copied, err := p.load(true)
	if err != nil {
		return err
	}
	begin, end := copied.sound.at-alignReach, copied.sound.at+int64(len(copied.sound.pcm))+alignReach
	if !slices.ContainsFunc(m.holes, func(h hole) bool { return h.begin < end && h.end > begin }) {
		return nil
	}
	live, edges, err := m.decodeLive(begin, end)
	if err != nil {
		return err
	}
	shift, known, compared := int64(0), false, int64(0)
	for i := range m.holes {
		h := &m.holes[i]
		if h.begin >= end || h.end <= begin {
			continue
		}
		if known && h.length() < leastMovable && h.begin < compared+compareEvery {
			// One lost packet among many: the stream is the same.
			h.fill(p, copied, shift, false)
			continue
		}
		compared = h.begin
		before, hasBefore := align(live.cut(h.begin-lookahead-alignWindow, h.begin-lookahead), copied.sound, shift, known)
		after, hasAfter := align(live.cut(h.end-lookahead, h.end-lookahead+alignWindow), copied.sound, shift, known)
		if !hasBefore {
			before, hasBefore = h.follow(copied)
		}
		backwards := hasAfter && !hasBefore
		switch {
		case hasBefore:
			shift, known = before, true
		case hasAfter:
			shift, known = after, true
		case h.aligned: // the page's clock is off by as much as it was
			shift, known = h.shift, true
		}
		closed := hasBefore && hasAfter && m.close(h, round(before-after))
		m.widen(i, copied, live, edges, shift)
		if parts := len(h.parts); h.fill(p, copied, shift, backwards) == parts && closed {
			m.reopen(h)
		}
		h.narrow()
		h.shift, h.aligned = shift, known
	}
	return nil
}

// close moves what follows the hole, so that both of its seams fit. It reports
// whether it did.
func (m *mender) close(h *hole, move int64) bool {
	total := m.moved + move
	if move == 0 || h.move != 0 || h.length() < leastMovable || total > mostMoved || total < -mostMoved || h.filled() > h.end+move {
		return false
	}
	m.moved += move
	h.move = move
	h.end += move
	return true
}

// reopen undoes close.
func (m *mender) reopen(h *hole) {
	m.moved -= h.move
	h.end -= h.move
	h.move = 0
}

// decodeLive decodes a part of the time line, and returns as well where its packets
// begin. A decoder needs some packets to settle (RFC 7845 section 4.6: 80 ms).
func (m *mender) decodeLive(begin, end int64) (live stretch, edges []int64, err error) {
	const settle = SampleRate * 80 / 1000
	v, err := newVoice()
	if err != nil {
		return stretch{}, nil, err
	}
	begin = max(begin, 0)
	out := stretch{at: begin, pcm: make([]int16, 0, max(end-begin, 0))}
	err = m.packets(func(position int64, packet []byte) error {
		at := position - lookahead
		if at < begin-settle || at >= end {
			return nil
		}
		for missing := at - out.at - int64(len(out.pcm)); missing > 0; missing-- {
			out.pcm = append(out.pcm, 0)
		}
		pcm := v.Decode(packet)
		out.pcm = append(out.pcm, pcm[min(max(begin-at, 0), int64(len(pcm))):]...)
		edges = append(edges, position)
		return nil
	})
	return out, edges, err
}

// changed reports whether there is anything to write.
func (m *mender) changed() bool {
	return m.damaged || slices.ContainsFunc(m.holes, func(h hole) bool { return len(h.parts) > 0 })
}

// write writes the mended recording and returns its gaps and the length of its
// time line.
func (m *mender) write(w io.Writer, serial uint32, old []Gap) ([]Gap, int64, error) {
	out, err := ogg.NewWriter(w, m.header, serial)
	if err != nil {
		return nil, 0, fmt.Errorf("mend: %w", err)
	}
	length := m.extended()
	t := &mendTrack{mender: m, writer: out, end: length + lookahead}
	holes := m.closed()
	err = m.packets(func(position int64, packet []byte) error {
		for len(holes) > 0 && holes[0].oldEnd() <= position {
			if err := t.writeHole(holes[0]); err != nil {
				return err
			}
			holes = holes[1:]
		}
		if len(holes) > 0 && position >= holes[0].begin {
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
func (m *mender) extended() int64 {
	length := m.length
	for _, h := range m.holes {
		if h.cause == Interrupted && len(h.parts) > 0 {
			length = max(length, h.parts[len(h.parts)-1].end-lookahead)
		}
	}
	return length
}

// closed returns the holes that are written anew; one beyond the end only as
// far as there is sound for it.
func (m *mender) closed() []hole {
	var holes []hole
	for _, h := range m.holes {
		switch {
		case h.cause == Interrupted && len(h.parts) > 0:
			h.end = h.parts[len(h.parts)-1].end
			holes = append(holes, h)
		case h.cause == Interrupted: // nothing is known to be missing
		case len(h.parts) > 0 || h.cause == Damaged:
			holes = append(holes, h)
		}
	}
	return holes
}

// gaps are those of the mended recording, in order.
func (m *mender) gaps(old []Gap, length int64) []Gap {
	var gaps []Gap
	for _, g := range old {
		if g.Backfilled {
			g.At += durationOf(m.movedBefore(samplesOf(g.At)))
			gaps = append(gaps, g)
		}
	}
	moved := int64(0)
	note := func(s span, cause Cause, backfilled bool) {
		s.begin += moved
		s.end += moved
		if s.end = min(s.end, length+lookahead); s.length() >= leastGap {
			gaps = append(gaps, Gap{At: durationOf(s.begin), Duration: durationOf(s.length()), Cause: cause, Backfilled: backfilled})
		}
	}
	for _, h := range m.holes {
		gap := span{h.gap.begin, h.gap.end + h.move}
		at := gap.begin
		for _, p := range h.parts {
			filled := span{max(p.begin, gap.begin), min(p.end, gap.end)}
			note(span{at, filled.begin}, h.cause, false)
			note(filled, h.cause, true)
			at = max(at, filled.end)
		}
		if h.cause != Interrupted {
			note(span{at, gap.end}, h.cause, false)
		}
		moved += h.move
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int { return cmp.Compare(a.At, b.At) })
	return gaps
}

// movedBefore is by how much a position was moved.
func (m *mender) movedBefore(position int64) (moved int64) {
	for _, h := range m.holes {
		if h.oldEnd() <= position {
			moved += h.move
		}
	}
	return moved
}
