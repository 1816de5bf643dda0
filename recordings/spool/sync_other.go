//go:build !windows

package spool

import "errors"

// syncFolder makes the names in a folder of the spool survive a power failure.
func (s *Spool) syncFolder(name string) error {
	folder, err := s.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(s.Sync(folder), folder.Close())
}
