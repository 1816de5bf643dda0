package mend

import (
	"math"

	"practice/recordings"
	"practice/recordings/sound"
)

// agreeing is by how much the shifts on the two sides of a hole may differ, in
// samples, for the copy to be taken for one that went on: what follows is moved by
// less than that.
const agreeing = mostMoved

// placing is what is known of where a piece's sound belongs in a hole.
type placing struct {
	shift int64
	// found: sound says so, not the page's clock.
	found bool
	// limit is the position in the copy at which what is heard behind the hole
	// begins: nothing from there on belongs into it.
	limit int64
	// first is the first packet that is not in the hole already.
	first int
	// backwards: the place is known from what follows the hole.
	backwards bool
	// move is by how much what follows may be moved for its seam to fit too.
	move int64
	// before and after are the blocks into which the seams may be moved; nil for
	// none.
	before, after *block
}

// sides is what lies beside a hole: the nearest block that is tied, whether one that
// is not lies between, and the block that touches the hole.
type sides struct {
	tied, touching *block
	stranger       *block
}

// beside looks from the hole along the blocks, which come nearest first.
func beside(count int, at func(i int) *block) (s sides) {
	for i := range count {
		b := at(i)
		if i == 0 {
			s.touching = b
		}
		switch b.tie {
		case tied:
			s.tied = b
			return s
		case stranger:
			if s.stranger == nil {
				s.stranger = b
			}
		case quiet:
		}
	}
	return s
}

// locate decides where the piece's sound belongs in a hole. It reports false when that
// can't be known: rather a gap than a word that is heard twice.
//
// The copy and the live sound are the same in the same order. What the copy has between
// the places of the two sides belongs into the hole, and nothing else. Where a sender
// stood still, its copy did too, and has less than the hole is long.
func (h *hole) locate(blocks []block, f *sound.Finder, copied *Copied) (p placing, ok bool) {
	split := 0
	for split < len(blocks) && blocks[split].Begin < h.gap.End {
		split++
	}
	before := beside(split, func(i int) *block { return &blocks[split-1-i] })
	after := beside(len(blocks)-split, func(i int) *block { return &blocks[split+i] })
	p = placing{limit: math.MaxInt64, first: h.behind(copied), before: before.touching, after: after.touching}
	h.listen(&before, &after, f)
	if shift, found := h.follow(copied); found { // another piece ends where this one goes on
		ended := &block{shift: shift}
		p.before, before = nil, sides{tied: ended, touching: ended}
	}
	switch left, right := before.tied, after.tied; {
	case left != nil && right != nil:
		return p.between(before, after)
	case left != nil:
		p.shift, p.found = left.shift, true
		return p, before.stranger == nil && !after.unknown(f, p.shift)
	case right != nil:
		p.shift, p.found, p.backwards = right.shift, true, true
		return p, after.stranger == nil && !before.unknown(f, p.shift)
	case h.aligned: // the page's clock is off by as much as it was
		p.shift, p.found = h.shift, true
	}
	return p, !before.unknown(f, p.shift) && !after.unknown(f, p.shift)
}

// touch is how much of a block beside a hole is looked for in a copy that has less than
// half of the block, in samples.
const touch = recordings.SampleRate * 60 / 1000

// listen looks closer where one side of the hole is known and the other is not: a copy
// that begins or ends near the hole may have the last moment before it, or the first
// one after it.
func (h *hole) listen(before, after *sides, f *sound.Finder) {
	hear := func(s *sides, begin, end, from, to int64) {
		if s.tied != nil || s.touching == nil || s.touching.tie != stranger {
			return
		}
		heard := s.touching.sound.Cut(begin-recordings.Lookahead, end-recordings.Lookahead)
		if shift, peak := f.Between(heard, from-agreeing, to+agreeing); peak >= distinct {
			s.tied, s.stranger = &block{Span: s.touching.Span, shift: shift}, nil
		}
	}
	switch {
	case before.tied != nil:
		hear(after, h.gap.End, h.gap.End+touch, before.tied.shift, before.tied.shift+h.gap.Length())
	case after.tied != nil:
		hear(before, h.gap.Begin-touch, h.gap.Begin, after.tied.shift-h.gap.Length(), after.tied.shift)
	}
}

// unknown reports whether the copy should have the voice beside the hole, and has
// another.
func (s sides) unknown(f *sound.Finder, shift int64) bool {
	return s.stranger != nil && f.Covers(s.stranger.sound, shift)
}

// between places sound that lies between two known places.
func (p placing) between(before, after sides) (placing, bool) {
	p.shift, p.found = before.tied.shift, true
	off := p.shift - after.tied.shift
	if off <= agreeing && off >= -agreeing {
		if before.tied == before.touching && after.tied == after.touching {
			p.move = off
		}
		return p, true
	}
	p.after = nil
	p.limit = after.tied.Begin - after.tied.shift
	return p, before.stranger == nil && after.stranger == nil
}
