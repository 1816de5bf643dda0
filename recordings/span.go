package recordings

// Span is a part of a time line in samples, from begin up to end.
type Span struct{ Begin, End int64 }

// Between is the span from begin up to end.
func Between(begin, end int64) Span { return Span{Begin: begin, End: end} }

// Length is negative or zero for a span without anything.
func (s Span) Length() int64 { return s.End - s.Begin }

// Without returns what of some spans lies outside another.
func Without(spans []Span, other Span) []Span {
	var rest []Span
	for _, s := range spans {
		for _, r := range []Span{{s.Begin, min(s.End, other.Begin)}, {max(s.Begin, other.End), s.End}} {
			if r.Length() > 0 {
				rest = append(rest, r)
			}
		}
	}
	return rest
}
