package sound

// Passage is sound that begins at a sample of a clip's time line.
type Passage struct {
	At  int64
	PCM []int16
}

// Cut returns the part from begin to end, as far as it is there.
func (s Passage) Cut(begin, end int64) Passage {
	begin = min(max(begin, s.At), s.At+int64(len(s.PCM)))
	end = min(max(end, begin), s.At+int64(len(s.PCM)))
	return Passage{begin, s.PCM[begin-s.At : end-s.At]}
}
