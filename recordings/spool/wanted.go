package spool

import (
	"time"

	"practice/recordings"
)

// nearby is how far two gaps may lie apart to be asked for as one stretch.
const nearby = 2 * time.Second

// edge is how little may be missing at the beginning or the end of a recording
// without anybody asking for it: the first packet's way, and the last one's.
const edge = 60 * time.Millisecond

// Wanted merges what is missing into stretches, without those that pieces are
// there for.
func Wanted(gaps []recordings.Gap, stored, limit time.Duration, pieces []*Piece) []recordings.Stretch {
	var lacking []recordings.Span
	add := func(s recordings.Span) {
		if n := len(lacking); n > 0 && s.Begin <= lacking[n-1].End+recordings.SamplesOf(nearby) {
			lacking[n-1].End = max(lacking[n-1].End, s.End)
			return
		}
		lacking = append(lacking, s)
	}
	for _, g := range gaps {
		atEdge := (g.Cause == recordings.NotYetArrived || g.Cause == recordings.Stopped) && g.Duration < edge
		if !g.Backfilled && !atEdge {
			add(recordings.Between(recordings.SamplesOf(g.At), recordings.SamplesOf(g.At+g.Duration)))
		}
	}
	if limit > stored {
		add(recordings.Between(recordings.SamplesOf(stored), recordings.SamplesOf(limit)))
	}
	for _, p := range pieces {
		lacking = recordings.Without(lacking, recordings.Between(p.At, p.At+p.Length))
	}
	var out []recordings.Stretch
	for _, s := range lacking {
		if s.Length() >= recordings.LeastGap {
			out = append(out, recordings.Stretch{At: recordings.DurationOf(s.Begin), Duration: recordings.DurationOf(s.Length())})
		}
	}
	return out
}
