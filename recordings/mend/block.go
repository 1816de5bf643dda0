package mend

import (
	"practice/recordings"
	"practice/recordings/sound"
)

// tie says what is known of where a block lies in the copy.
type tie int

const (
	// quiet: it is too quiet to be compared.
	quiet tie = iota
	// stranger: it is not in the copy, or can't be recognised there.
	stranger
	// tied: its shift is known.
	tied
)

// block is a stretch of live sound between two holes.
type block struct {
	recordings.Span
	sound sound.Passage
	// edges are where its packets begin.
	edges []int64
	tie   tie
	// shift is by how much the copy has to be moved to lie where the block does.
	shift int64
}

const (
	// blockMost is the length of a block at most: enough for a few words. A copy
	// stands still at holes, so that no block reaches over one.
	blockMost = recordings.SampleRate
	// blocksASide is how many blocks are looked at on each side of a hole.
	blocksASide = 4
	// enough is how long a block must be to be looked for anywhere in the copy.
	// A shorter one can only be confirmed where it is expected.
	enough = recordings.SampleRate / 5
	// seedLength is how much sound, with its holes, gives a first idea of the shift
	// where no block is long enough.
	seedLength = 2 * recordings.SampleRate
	// nearReach is how far a shift is looked for around the one before, in samples:
	// within a run it moves by what the network's delay does. confirmReach is that
	// for a short block, which is similar to itself a period of the voice away.
	nearReach    = recordings.SampleRate * 5 / 1000
	confirmReach = recordings.SampleRate / 1000
	// backReach is how far a shift may go back: a clock that ran ahead was steered.
	backReach = recordings.SampleRate / 4
	// similar is the correlation from which on two stretches are the same words where
	// they are expected, distinct that anywhere else; from sure on nothing better is
	// looked for.
	similar  = 0.5
	distinct = 0.7
	sure     = 0.8
)

// spans cuts what arrived live into blocks, as far as a copy may have it that
// begins and ends so: it may stand still where there is a hole.
func (m *Mender) spans(begin, end int64) []recordings.Span {
	var out []recordings.Span
	at := max(begin-sound.ClockReach, 0)
	reach := end + sound.ClockReach
	for i := range m.holes {
		gap := m.holes[i].gap
		if gap.End <= at {
			continue
		}
		if gap.Begin >= reach {
			break
		}
		out = append(out, cut(recordings.Between(at, gap.Begin))...)
		at = max(at, gap.End)
		reach += gap.Length()
	}
	return append(out, cut(recordings.Between(at, min(reach, m.length+recordings.Lookahead)))...)
}

// cut cuts a run of sound into blocks, those that lie far from its ends left out.
func cut(run recordings.Span) []recordings.Span {
	count := (run.Length() + blockMost - 1) / blockMost
	var out []recordings.Span
	for i := range count {
		if i >= blocksASide && i < count-blocksASide {
			continue
		}
		out = append(out, recordings.Between(run.Begin+i*run.Length()/count, run.Begin+(i+1)*run.Length()/count))
	}
	return out
}

// decodeBlocks decodes some spans of the live recording. A decoder needs some packets
// to settle (RFC 7845 section 4.6: 80 ms).
func (m *Mender) decodeBlocks(spans []recordings.Span) ([]block, error) {
	const settle = recordings.SampleRate * 80 / 1000
	v, err := sound.NewVoice()
	if err != nil {
		return nil, err
	}
	blocks := make([]block, len(spans))
	for i, s := range spans {
		blocks[i] = block{Span: s, sound: sound.Passage{At: s.Begin - recordings.Lookahead}}
	}
	next := 0
	err = m.packets(func(position int64, packet []byte) error {
		for next < len(blocks) && position >= blocks[next].End {
			next++
		}
		if next == len(blocks) || position < blocks[next].Begin-settle {
			return nil
		}
		pcm := v.Decode(packet)
		if b := &blocks[next]; position >= b.Begin {
			b.hear(position, pcm)
		}
		return nil
	})
	for i := range blocks {
		if b := &blocks[i]; sound.Loud(b.sound.PCM) >= sound.Audible {
			b.tie = stranger
		}
	}
	return blocks, err
}

// hear adds the sound of a packet at a position.
func (b *block) hear(position int64, pcm []int16) {
	at := position - recordings.Lookahead
	if missing := at - b.sound.At - int64(len(b.sound.PCM)); missing > 0 {
		b.sound.PCM = append(b.sound.PCM, make([]int16, missing)...)
	}
	b.sound.PCM = append(b.sound.PCM, pcm...)
	b.edges = append(b.edges, position)
}
