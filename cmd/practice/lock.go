package main

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockData makes the folder this process's own until unlock. The system lets go
// of the lock too when the process dies. It fails when another process has it.
func lockData(folder string) (unlock func() error, err error) {
	lock := flock.New(filepath.Join(folder, "lock"), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, dataError(folder, err)
	}
	if !locked {
		return nil, fmt.Errorf("the data folder %s is in use by another practice; stop that one, or give this one a folder of its own with --data or PRACTICE_DATA", absolute(folder))
	}
	return lock.Close, nil
}
