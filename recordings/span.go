package recordings

// span is a part of a time line in samples, from begin up to end.
type span struct{ begin, end int64 }

func (s span) length() int64 { return s.end - s.begin }

// without returns what of some spans lies outside another.
func without(spans []span, other span) []span {
	var rest []span
	for _, s := range spans {
		for _, r := range []span{{s.begin, min(s.end, other.begin)}, {max(s.begin, other.end), s.end}} {
			if r.length() > 0 {
				rest = append(rest, r)
			}
		}
	}
	return rest
}
