package spool

import (
	"errors"
	"io/fs"
	"os"
	"path"

	"practice/recordings"
)

// uploadFile is a file that is being brought in. It gets the name of its object
// as the last step, so that a folder with it is one that never arrived.
const uploadFile = "upload"

// BeginUpload makes the clip's folder and the file that is received.
func (s *Spool) BeginUpload(id string) (*os.File, error) {
	if err := s.root.Mkdir(id, 0o700); err != nil {
		return nil, spoolError(id, err)
	}
	file, err := s.Create(id, uploadFile)
	if err != nil {
		return nil, errors.Join(err, s.Remove(id))
	}
	return file, nil
}

// FinishUpload makes a recording of the clip of what was received.
func (s *Spool) FinishUpload(clip recordings.Clip) error {
	if err := s.WriteClip(clip.ID, clip); err != nil {
		return err
	}
	if err := s.NoteEnd(clip.ID, End{Expected: clip.Duration, Stored: clip.Duration}); err != nil {
		return err
	}
	if err := s.rename(clip.ID, path.Join(clip.ID, uploadFile), path.Join(clip.ID, clip.Original)); err != nil {
		return err
	}
	if err := s.syncFolder("."); err != nil {
		return spoolError(clip.ID, err)
	}
	return nil
}

// DropUpload removes the folder of a file that was not received to its end. It
// reports whether that is what the folder was.
func (s *Spool) DropUpload(id string) (bool, error) {
	_, err := s.root.Stat(path.Join(id, uploadFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, spoolError(id, err)
	}
	return true, s.Remove(id)
}
