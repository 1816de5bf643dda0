package mend

import (
	"testing"

	"practice/recordings"
	"practice/recordings/sound"
)

// The live voice goes over into the copy, and back, where it is quiet, if the copy
// reaches that far.
func TestSeamsLieInQuietMoments(t *testing.T) {
	const ms = recordings.SampleRate / 1000
	quiet := []recordings.Span{recordings.Between(4700*ms, 4780*ms), recordings.Between(8340*ms, 8420*ms)}
	live := sound.Passage{PCM: make([]int16, 12_000*ms)}
	for i := range live.PCM {
		live.PCM[i] = 8000
	}
	for _, q := range quiet {
		clear(live.PCM[q.Begin-recordings.Lookahead : q.End-recordings.Lookahead])
	}
	var edges []int64
	for at := int64(0); at < 12_000*ms; at += 20 * ms {
		edges = append(edges, at)
	}
	gap := recordings.Between(5000*ms, 8000*ms)
	for name, c := range map[string]struct{ copied, want recordings.Span }{
		"a copy of all":                 {recordings.Between(2000*ms, 11_000*ms), recordings.Between(4720*ms, 8360*ms)},
		"one that begins at the gap":    {recordings.Between(5000*ms, 11_000*ms), recordings.Between(5000*ms, 8360*ms)},
		"one that ends with the gap":    {recordings.Between(2000*ms, 8000*ms), recordings.Between(4720*ms, 8000*ms)},
		"one that does not reach there": {recordings.Between(9000*ms, 11_000*ms), gap},
	} {
		m := Mender{holes: []hole{{Span: gap, gap: gap, cause: recordings.Lost}}}
		copied := &Copied{packets: []copiedPacket{{Span: c.copied}}}
		heard := &block{sound: live, edges: edges, Span: recordings.Between(0, 12_000*ms)}
		m.widen(0, copied, placing{before: heard, after: heard})
		if got := m.holes[0].Span; got != c.want {
			t.Errorf("%s: the hole is from %v to %v, want from %v to %v", name, recordings.DurationOf(got.Begin), recordings.DurationOf(got.End), recordings.DurationOf(c.want.Begin), recordings.DurationOf(c.want.End))
		}
		m.holes[0].parts = []part{{Span: gap}}
		m.holes[0].narrow()
		if got := m.holes[0].Span; got != gap {
			t.Errorf("%s: the gap alone is filled, and what arrived from %v to %v is left out", name, recordings.DurationOf(got.Begin), recordings.DurationOf(got.End))
		}
		m.holes[0].parts = nil
		m.holes[0].narrow()
		if got := m.holes[0].Span; got != gap {
			t.Errorf("%s: nothing fills it, and it is from %v to %v", name, recordings.DurationOf(got.Begin), recordings.DurationOf(got.End))
		}
	}
}
