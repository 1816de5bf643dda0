package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// prepareData makes the data folder if need be and proves that it can be
// written to.
func prepareData(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return dataError(folder, err)
	}
	probe, err := os.CreateTemp(folder, ".writable-*")
	if err != nil {
		return dataError(folder, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func dataError(folder string, err error) error {
	why := "can't be written to"
	switch {
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		why = "is not a folder"
	case errors.Is(err, syscall.EROFS):
		why = "is on a read-only disk"
	case errors.Is(err, syscall.ENOSPC):
		why = "is on a full disk"
	}
	return fmt.Errorf("the data folder %s %s (%w); give another with --data or PRACTICE_DATA", absolute(folder), why, err)
}

// absolute is the path as a person finds it from anywhere.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil { // the working folder is gone; the path as given still helps
		return path
	}
	return abs
}

// writePrivately replaces the file at path with content that only this user
// can read.
func writePrivately(path, content string) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".private-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = temporary.WriteString(content)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(temporary.Name()))
	}
	return nil
}
