package archiving

import (
	"errors"
	"io"
	"time"

	"practice/recordings"
	"practice/recordings/spool"
)

// Record puts a finished recording into the spool, as a capture leaves it.
func Record(s *spool.Spool, clip recordings.Clip, audio []byte, length time.Duration, gaps ...recordings.Gap) error {
	if err := Kill(s, clip, audio, gaps...); err != nil {
		return err
	}
	return s.NoteEnd(clip.ID, spool.End{Expected: length, Stored: length})
}

// Kill puts a recording into the spool as a process that died during it leaves it:
// its end is not known.
func Kill(s *spool.Spool, clip recordings.Clip, audio []byte, gaps ...recordings.Gap) error {
	file, err := s.Begin(clip)
	if err != nil {
		return err
	}
	_, err = file.Write(audio)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return s.AppendGaps(clip.ID, gaps...)
}

// CutOff leaves a finished recording as a process that died during it does: cut
// off anywhere, its end not written.
func CutOff(s *spool.Spool, clipID string, size int) error {
	entry, err := s.Facts(clipID)
	if err != nil {
		return err
	}
	audio, err := read(s, clipID, recordings.AudioOgg)
	if err != nil {
		return err
	}
	if err := s.Remove(clipID); err != nil {
		return err
	}
	return Kill(s, entry.Clip, audio[:min(size, len(audio))], entry.Gaps...)
}

// Damage overwrites an object in the spool.
func Damage(s *spool.Spool, clipID, object string, content []byte) error {
	file, err := s.Create(clipID, object)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// DamageAt flips a byte of an object in the spool, so far from its beginning or,
// if negative, from its end.
func DamageAt(s *spool.Spool, clipID, object string, offset int) error {
	data, err := read(s, clipID, object)
	if err != nil {
		return err
	}
	if offset < 0 {
		offset += len(data)
	}
	data[offset] ^= 0xff
	return Damage(s, clipID, object, data)
}

func read(s *spool.Spool, clipID, object string) ([]byte, error) {
	file, err := s.Open(clipID, object)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(file)
	return data, errors.Join(err, file.Close())
}
