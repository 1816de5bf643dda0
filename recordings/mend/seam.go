package mend

import (
	"math"

	"practice/recordings"
	"practice/recordings/sound"
)

const (
	// seamReach is how far a seam may lie from the gap, in samples: within it
	// nearly everybody who speaks is quiet for a moment.
	seamReach = recordings.SampleRate * 6 / 10
	// seamBefore and seamAfter are what is listened to around a seam: a decoder
	// that gets another stream's packets is wrong for some of them.
	seamBefore = recordings.SampleRate / 100
	seamAfter  = recordings.SampleRate * 40 / 1000
)

// widen moves the edges of a hole that the copy reaches over to where the voice
// is quiet. A decoder knows the voice by what came before: where the live stream
// goes over into the copy, or back, in the middle of a vowel, that vowel would be
// distorted. Both have the sound around the gap, so that either may be heard.
func (m *Mender) widen(i int, copied *Copied, at placing) {
	h := &m.holes[i]
	if h.Length() < leastMovable {
		return
	}
	begins, ends := copied.packets[0].Begin+at.shift, copied.packets[len(copied.packets)-1].End+at.shift
	if at.before != nil && len(h.parts) == 0 && h.Begin == h.gap.Begin && ends > h.Begin {
		from := max(h.Begin-seamReach, begins)
		if i > 0 {
			from = max(from, m.holes[i-1].oldEnd())
		}
		h.Begin = at.before.quietest(recordings.Between(from, h.Begin), h.Begin)
	}
	if end := h.gap.End; at.after != nil && h.oldEnd() == end && h.cause != recordings.Interrupted && begins < h.End {
		to := min(end+seamReach, ends-h.move)
		if i+1 < len(m.holes) {
			to = min(to, m.holes[i+1].gap.Begin)
		}
		h.End = at.after.quietest(recordings.Between(end, to), end) + h.move
	}
}

// narrow undoes widen on each side where the copy did not come: what arrived live
// is heard there.
func (h *hole) narrow() {
	gap := recordings.Between(h.gap.Begin, h.gap.End+h.move)
	if len(h.parts) == 0 || h.parts[0].Begin >= gap.Begin {
		h.Begin = gap.Begin
	}
	if len(h.parts) == 0 || h.filled() <= gap.End {
		h.End = gap.End
	}
}

// quietest returns that of the block's edges in a span around which least is heard,
// its end among them, or another position where there is none.
func (b *block) quietest(within recordings.Span, otherwise int64) int64 {
	best, least := otherwise, math.Inf(1)
	for i := range len(b.edges) + 1 {
		edge := b.End
		if i < len(b.edges) {
			edge = b.edges[i]
		}
		if edge < within.Begin || edge > within.End {
			continue
		}
		around := b.sound.Cut(edge-recordings.Lookahead-seamBefore, edge-recordings.Lookahead+seamAfter).PCM
		// What the hole has of it is silence.
		if level := sound.Loud(around) * math.Sqrt(float64(len(around))); level < least {
			best, least = edge, level
		}
	}
	return best
}
