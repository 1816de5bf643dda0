//go:build !windows

package folder

import "errors"

// syncFolder makes the names in the folder survive a crash.
func (s *Store) syncFolder(name string) error {
	folder, err := s.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
