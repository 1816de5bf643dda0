package folder

// syncFolder does nothing: Windows can't sync a folder, and NTFS journals its
// names.
func (s *Store) syncFolder(string) error { return nil }
