package recordings

import (
	"errors"
	"os"
	"path"
	"time"
)

// SpoolRecording puts a finished recording into the spool, as a capture
// leaves it.
func SpoolRecording(s *Spool, clip Clip, audio []byte, length time.Duration, gaps ...Gap) error {
	file, err := s.begin(clip)
	if err != nil {
		return err
	}
	_, err = file.Write(audio)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	for _, g := range gaps {
		if err := s.appendGap(clip.ID, g); err != nil {
			return err
		}
	}
	return s.finished(clip.ID, end{Expected: length, Stored: length})
}

// DamageSpooled overwrites an object in the spool.
func DamageSpooled(s *Spool, clipID, object string, content []byte) error {
	return s.root.WriteFile(path.Join(clipID, object), content, os.FileMode(0o600))
}
