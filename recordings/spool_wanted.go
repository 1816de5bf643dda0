package recordings

import "time"

// nearby is how far two gaps may lie apart to be asked for as one stretch.
const nearby = 2 * time.Second

// edge is how little may be missing at the beginning or the end of a recording
// without anybody asking for it: the first packet's way, and the last one's.
const edge = 60 * time.Millisecond

// wanted merges what is missing into stretches, without those that pieces are
// there for.
func wanted(gaps []Gap, stored, limit time.Duration, pieces []*piece) []Stretch {
	var lacking []span
	add := func(s span) {
		if n := len(lacking); n > 0 && s.begin <= lacking[n-1].end+samplesOf(nearby) {
			lacking[n-1].end = max(lacking[n-1].end, s.end)
			return
		}
		lacking = append(lacking, s)
	}
	for _, g := range gaps {
		atEdge := (g.Cause == NotYetArrived || g.Cause == Stopped) && g.Duration < edge
		if !g.Backfilled && !atEdge {
			add(span{samplesOf(g.At), samplesOf(g.At + g.Duration)})
		}
	}
	if limit > stored {
		add(span{samplesOf(stored), samplesOf(limit)})
	}
	for _, p := range pieces {
		lacking = without(lacking, span{p.at, p.at + p.length})
	}
	var out []Stretch
	for _, s := range lacking {
		if s.length() >= leastGap {
			out = append(out, Stretch{At: durationOf(s.begin), Duration: durationOf(s.length())})
		}
	}
	return out
}
