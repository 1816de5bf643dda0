package mend

import (
	"practice/recordings/sound"
)

// mostSeeds is how often a first idea of the shift is looked for.
const mostSeeds = 8

// tieBlocks finds where the copy has the blocks. From one to the next the shift may
// grow: by what is lost between them, when the copy stood still there, and some more.
func (m *Mender) tieBlocks(blocks []block, f *sound.Finder, begin int64) {
	known, last, at, seeds := false, int64(0), begin-sound.ClockReach, 0
	lost := int64(0)
	for i := range blocks {
		b := &blocks[i]
		lost += m.lostBetween(at, b.Begin)
		at = b.End
		switch {
		case b.tie == quiet:
		case known:
			b.next(f, last, lost)
		case b.Length() >= enough:
			b.search(f, -sound.ClockReach, lost+sound.ClockReach, 0)
		case seeds < mostSeeds: // together with those that follow
			seeds++
			if shift, peak := f.Between(joined(blocks[i:]), -sound.ClockReach, lost+sound.ClockReach); peak >= similar {
				b.confirm(f, shift)
			}
		}
		if b.tie == tied {
			known, last, lost = true, b.shift, 0
		}
	}
	tieBackwards(blocks, f)
}

// tieBackwards ties blocks that are as those behind them: before, nothing was known
// of these.
func tieBackwards(blocks []block, f *sound.Finder) {
	for i := len(blocks) - 2; i >= 0; i-- {
		if b, next := &blocks[i], &blocks[i+1]; b.tie == stranger && next.tie == tied {
			b.confirm(f, next.shift)
		}
	}
}

// lostBetween is the length of the holes between two positions.
func (m *Mender) lostBetween(begin, end int64) (sum int64) {
	for i := range m.holes {
		if gap := m.holes[i].gap; gap.Begin >= begin && gap.End <= end {
			sum += gap.Length()
		}
	}
	return sum
}

// joined is the sound of the first blocks, with silence for the holes between.
func joined(blocks []block) sound.Passage {
	out := sound.Passage{At: blocks[0].sound.At}
	for i := range blocks {
		if blocks[i].End > blocks[0].Begin+seedLength {
			break
		}
		if missing := blocks[i].sound.At - out.At - int64(len(out.PCM)); missing > 0 {
			out.PCM = append(out.PCM, make([]int16, missing)...)
		}
		out.PCM = append(out.PCM, blocks[i].sound.PCM...)
	}
	return out
}

// next looks for the block where the one before was found, and if it is long enough
// wherever the copy may have it when so much was lost between the two.
func (b *block) next(f *sound.Finder, last, lost int64) {
	if b.Length() < enough {
		b.confirm(f, last)
		return
	}
	shift, peak := f.Near(b.sound, last, nearReach)
	if peak >= similar {
		b.tie, b.shift = tied, shift
	}
	if peak < sure {
		b.search(f, last-backReach, last+lost+sound.ClockReach, peak)
	}
}

// search looks for the block everywhere from a shift to another, and ties it if it
// is more similar there than it is known to be elsewhere.
func (b *block) search(f *sound.Finder, from, to int64, elsewhere float64) {
	if shift, peak := f.Between(b.sound, from, to); peak >= distinct && peak > elsewhere {
		b.tie, b.shift = tied, shift
	}
}

// confirm ties the block if it lies where the shift says.
func (b *block) confirm(f *sound.Finder, shift int64) {
	reach := int64(confirmReach)
	if b.Length() >= enough {
		reach = nearReach
	}
	found, peak := f.Near(b.sound, shift, reach)
	if peak < similar {
		return
	}
	if b.Length() < enough {
		found = shift
	}
	b.tie, b.shift = tied, found
}
