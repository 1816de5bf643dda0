package recordings

import "math"

const (
	// seamReach is how far a seam may lie from the gap, in samples: within it
	// nearly everybody who speaks is quiet for a moment.
	seamReach = SampleRate * 6 / 10
	// seamBefore and seamAfter are what is listened to around a seam: a decoder
	// that gets another stream's packets is wrong for some of them.
	seamBefore = SampleRate / 100
	seamAfter  = SampleRate * 40 / 1000
)

// widen moves the edges of a hole that the copy reaches over to where the voice
// is quiet. A decoder knows the voice by what came before: where the live stream
// goes over into the copy, or back, in the middle of a vowel, that vowel would be
// distorted. Both have the sound around the gap, so that either may be heard.
func (m *mender) widen(i int, copied *copiedSound, live stretch, edges []int64, shift int64) {
	h := &m.holes[i]
	if h.length() < leastMovable {
		return
	}
	begins, ends := copied.packets[0].begin+shift, copied.packets[len(copied.packets)-1].end+shift
	if len(h.parts) == 0 && h.begin == h.gap.begin && ends > h.begin {
		from := max(h.begin-seamReach, begins)
		if i > 0 {
			from = max(from, m.holes[i-1].oldEnd())
		}
		h.begin = quietest(live, edges, span{from, h.begin}, h.begin)
	}
	if end := h.gap.end; h.oldEnd() == end && h.cause != Interrupted && begins < h.end {
		to := min(end+seamReach, ends-h.move)
		if i+1 < len(m.holes) {
			to = min(to, m.holes[i+1].gap.begin)
		}
		h.end = quietest(live, edges, span{end, to}, end) + h.move
	}
}

// narrow undoes widen on each side where the copy did not come: what arrived live
// is heard there.
func (h *hole) narrow() {
	gap := span{h.gap.begin, h.gap.end + h.move}
	if len(h.parts) == 0 || h.parts[0].begin >= gap.begin {
		h.begin = gap.begin
	}
	if len(h.parts) == 0 || h.filled() <= gap.end {
		h.end = gap.end
	}
}

// quietest returns that of the edges in a span around which least is heard, or
// another position where there is none.
func quietest(live stretch, edges []int64, within span, otherwise int64) int64 {
	best, least := otherwise, math.Inf(1)
	for _, edge := range edges {
		if edge < within.begin || edge > within.end {
			continue
		}
		around := live.cut(edge-lookahead-seamBefore, edge-lookahead+seamAfter)
		if level := loud(around.pcm); len(around.pcm) > 0 && level < least {
			best, least = edge, level
		}
	}
	return best
}
