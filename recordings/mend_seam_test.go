package recordings

import "testing"

// The live voice goes over into the copy, and back, where it is quiet, if the copy
// reaches that far.
func TestSeamsLieInQuietMoments(t *testing.T) {
	const ms = SampleRate / 1000
	quiet := []span{{4700 * ms, 4780 * ms}, {8340 * ms, 8420 * ms}}
	live := stretch{pcm: make([]int16, 12_000*ms)}
	for i := range live.pcm {
		live.pcm[i] = 8000
	}
	for _, q := range quiet {
		clear(live.pcm[q.begin-lookahead : q.end-lookahead])
	}
	var edges []int64
	for at := int64(0); at < 12_000*ms; at += 20 * ms {
		edges = append(edges, at)
	}
	gap := span{5000 * ms, 8000 * ms}
	for name, c := range map[string]struct{ copied, want span }{
		"a copy of all":                 {span{2000 * ms, 11_000 * ms}, span{4720 * ms, 8360 * ms}},
		"one that begins at the gap":    {span{5000 * ms, 11_000 * ms}, span{5000 * ms, 8360 * ms}},
		"one that ends with the gap":    {span{2000 * ms, 8000 * ms}, span{4720 * ms, 8000 * ms}},
		"one that does not reach there": {span{9000 * ms, 11_000 * ms}, gap},
	} {
		m := mender{holes: []hole{{span: gap, gap: gap, cause: Lost}}}
		copied := &copiedSound{packets: []copiedPacket{{span: c.copied}}}
		m.widen(0, copied, live, edges, 0)
		if got := m.holes[0].span; got != c.want {
			t.Errorf("%s: the hole is from %v to %v, want from %v to %v", name, durationOf(got.begin), durationOf(got.end), durationOf(c.want.begin), durationOf(c.want.end))
		}
		m.holes[0].parts = []part{{span: gap}}
		m.holes[0].narrow()
		if got := m.holes[0].span; got != gap {
			t.Errorf("%s: the gap alone is filled, and what arrived from %v to %v is left out", name, durationOf(got.begin), durationOf(got.end))
		}
		m.holes[0].parts = nil
		m.holes[0].narrow()
		if got := m.holes[0].span; got != gap {
			t.Errorf("%s: nothing fills it, and it is from %v to %v", name, durationOf(got.begin), durationOf(got.end))
		}
	}
}
