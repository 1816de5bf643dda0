package spool

// syncFolder does nothing: Windows can't sync a folder, and NTFS journals its
// names.
func (s *Spool) syncFolder(string) error { return nil }
