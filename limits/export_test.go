package limits

// Kept returns how many buckets are in memory.
func (l *Limiter) Kept() (kept int) {
	for _, b := range []*buckets{l.persons, l.addresses} {
		b.mu.Lock()
		kept += len(b.younger) + len(b.older)
		b.mu.Unlock()
	}
	return kept
}
