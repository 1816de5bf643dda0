package recordings

import (
	"context"
	"errors"
	"io"
	"io/fs"
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

// DrawOnly decodes a recording and draws its waveform.
func DrawOnly(source io.Reader) error {
	drawing := newWaveform(3600 * SampleRate)
	_, err := decode(source, func(pcm []int16) error {
		drawing.Write(pcm)
		return nil
	})
	return err
}

// DeriveTo makes everything that is made of a recording's sound in a folder.
func DeriveTo(source io.Reader, folder string) error {
	file, err := os.Create(path.Join(folder, AudioWAV))
	if err != nil {
		return err
	}
	_, _, err = derive(source, 3600*SampleRate, file, io.Discard)
	return errors.Join(err, file.Close())
}

// WriteWAV writes samples as audio.wav is written.
func WriteWAV(name string, pcm []int16) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w := newWAVWriter(file)
	for len(pcm) > 0 && err == nil {
		n := min(len(pcm), SampleRate)
		err = w.Write(pcm[:n])
		pcm = pcm[n:]
	}
	return errors.Join(err, w.Close(), file.Close())
}

// LeaveUpload leaves a file that was not received to its end.
func LeaveUpload(s *Spool, clipID string, content []byte) error {
	file, err := s.beginImport(clipID)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// DrawSpooled makes what is made of a clip's sound in the spool, and returns
// the number of pixels of its waveform.
func DrawSpooled(s *Spool, clip Clip) (int, error) {
	a := &Archive{spool: s}
	spooled, err := s.Facts(clip.ID)
	if err != nil {
		return 0, err
	}
	if _, _, err := a.deriveInSpool(context.Background(), spooled); err != nil {
		return 0, err
	}
	dat, err := s.root.ReadFile(path.Join(clip.ID, WaveformDat))
	return (len(dat) - 24) / 2, err
}

// OnSync calls before ahead of every sync of the spool. It is set before the
// spool is used.
func OnSync(s *Spool, before func(name string)) {
	s.sync = func(f *os.File) error {
		before(f.Name())
		return f.Sync()
	}
}

// SpoolFS is the spool's folder as it is.
func SpoolFS(s *Spool) fs.FS { return s.root.FS() }

// WriteMend writes the file of a mend that was committed.
func WriteMend(s *Spool, clipID string, gaps []Gap, length time.Duration, pieces ...string) error {
	return s.writeJSON(clipID, mendFile, mendRecordOf(mend{Gaps: gaps, End: end{Expected: length, Stored: length, Copied: true}, Pieces: pieces}))
}
