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

// DamageAt flips a byte of an object in the spool, so far from its beginning or,
// if negative, from its end.
func DamageAt(s *Spool, clipID, object string, offset int) error {
	name := path.Join(clipID, object)
	data, err := s.root.ReadFile(name)
	if err != nil {
		return err
	}
	if offset < 0 {
		offset += len(data)
	}
	data[offset] ^= 0xff
	return s.root.WriteFile(name, data, 0o600)
}

// Kill leaves a finished recording as a process that died during it does: cut
// off anywhere, its end not written.
func Kill(s *Spool, clipID string, size int64) error {
	return errors.Join(s.root.Remove(path.Join(clipID, endFile)), truncate(s, path.Join(clipID, AudioOgg), size))
}

func truncate(s *Spool, name string, size int64) error {
	file, err := s.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Truncate(size), file.Close())
}
