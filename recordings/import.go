package recordings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"time"

	"practice/recordings/ogg"
)

// The bounds of a recording that somebody brings along.
const (
	MaxImportSize   = 512 << 20
	MaxImportLength = 4 * time.Hour
)

// ErrImport: the file is not a recording that can be kept; the error says why.
var ErrImport = errors.New("not a recording that can be kept")

// importing ends the name of a folder in the spool that is not whole yet.
const importing = ".importing"

// Import takes an old recording, a WAV or an Ogg Opus file, and keeps it as it
// came. It stores the clip in state Storing and returns it. It fails with
// [ErrImport] for another file, and with [ErrTooMuch] for one of more than
// [MaxImportSize] or [MaxImportLength]; then nothing of it is left. What it
// costs in memory does not depend on the file.
func (r *Recorder) Import(ctx context.Context, clip Clip, content io.Reader) (Clip, error) {
	clip, e, err := r.spool.receive(clip, content)
	if err != nil {
		return Clip{}, errors.Join(err, r.spool.Remove(clip.ID+importing))
	}
	clip.State, clip.Duration = Storing, e.Stored
	if err := r.spool.admit(clip, e); err != nil {
		return Clip{}, errors.Join(err, r.spool.Remove(clip.ID+importing))
	}
	if err := r.store.CreateClip(ctx, clip); err != nil {
		return Clip{}, errors.Join(fmt.Errorf("import %s: %w", clip.ID, err), r.spool.Remove(clip.ID))
	}
	r.log.InfoContext(ctx, "recording brought along", "clip", clip.ID, "original", clip.Original, "duration", clip.Duration)
	r.config.Finished(context.WithoutCancel(ctx), clip.ID)
	return clip, nil
}

// receive writes the file to the spool and looks at it.
func (s *Spool) receive(clip Clip, content io.Reader) (Clip, end, error) {
	folder := clip.ID + importing
	if err := s.root.Mkdir(folder, 0o700); err != nil {
		return clip, end{}, spoolError(clip.ID, err)
	}
	const incoming = "incoming"
	file, err := s.Create(folder, incoming)
	if err != nil {
		return clip, end{}, err
	}
	size, err := io.Copy(file, io.LimitReader(content, MaxImportSize+1))
	if err == nil && size > MaxImportSize {
		err = fmt.Errorf("%w: it has more than %d MiB", ErrTooMuch, MaxImportSize>>20)
	}
	var length time.Duration
	if err == nil {
		clip.Original, length, err = inspect(file, size)
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return clip, end{}, err
	}
	if err := s.root.Rename(path.Join(folder, incoming), path.Join(folder, clip.Original)); err != nil {
		return clip, end{}, spoolError(clip.ID, err)
	}
	return clip, end{Expected: length, Stored: length}, nil
}

// inspect tells what kind of recording a file is and how long, and mends one
// that was cut off.
func inspect(file *os.File, size int64) (original string, length time.Duration, err error) {
	head := make([]byte, 4)
	if n, err := file.ReadAt(head, 0); n < len(head) {
		return "", 0, fmt.Errorf("%w: it has %d bytes (%w)", ErrImport, n, err)
	}
	switch {
	case bytes.Equal(head, []byte("RIFF")):
		facts, err := inspectWAV(file, size)
		if err != nil {
			return "", 0, err
		}
		return AudioWAV, facts.length(), facts.mendWAV(file)
	case bytes.Equal(head, []byte("OggS")):
		samples, err := inspectOgg(file)
		return AudioOgg, durationOf(samples).Truncate(time.Microsecond), err
	case bytes.Equal(head, []byte("RF64")):
		return "", 0, fmt.Errorf("%w: it is a WAV file for more than 4 GiB (RF64)", ErrImport)
	}
	return "", 0, fmt.Errorf("%w: it is neither a WAV nor an Ogg file", ErrImport)
}

func inspectOgg(file *os.File) (samples int64, err error) {
	look := func() (ogg.Facts, error) {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return ogg.Facts{}, fmt.Errorf("inspect: %w", err)
		}
		return ogg.Inspect(file, samplesOf(MaxImportLength)+SampleRate)
	}
	facts, err := look()
	if err == nil && !facts.Whole {
		if _, err = ogg.Repair(file); err == nil {
			facts, err = look()
		}
	}
	if errors.Is(err, ogg.ErrFile) {
		err = fmt.Errorf("%w: %w", ErrImport, err)
	}
	return facts.Samples, err
}

// admit makes a received recording one of the spool's.
func (s *Spool) admit(clip Clip, e end) error {
	folder := clip.ID + importing
	if err := errors.Join(s.writeJSON(folder, clipFile, clip), s.writeJSON(folder, endFile, e)); err != nil {
		return err
	}
	if err := s.root.Rename(folder, clip.ID); err != nil {
		return spoolError(clip.ID, err)
	}
	return nil
}
