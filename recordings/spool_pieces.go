package recordings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"practice/problem"
)

// The files of a clip whose gaps are being closed.
const (
	// mendFile is written when newFile is whole: from then on the mend is
	// carried through, whatever happens.
	mendFile = "mend.json"
	newFile  = "audio.ogg.new"
	// reopening ends the name of a folder that is not whole yet.
	reopening = ".reopening"
)

// The bounds of what a spool takes of a page's copy of one clip.
const (
	maxPieces     = 1000
	maxPiecesSize = 64 << 20
)

// ErrTooMuch: more was sent for a clip than its recording can lack.
var ErrTooMuch = problem.TooMuch.Say("more was sent for this clip than its recording can lack")

// mend is the content of mendFile.
type mend struct {
	Gaps   []Gap
	End    end
	Pieces []string
}

// addPiece keeps a piece of the page's copy. One that is there already is
// replaced.
func (s *Spool) addPiece(id string, p piece, data []byte) error {
	pieces, err := s.pieces(id)
	if err != nil {
		return err
	}
	total := int64(len(data))
	for _, p := range pieces {
		info, err := s.root.Stat(path.Join(id, p.name))
		if err != nil {
			return spoolError(id, err)
		}
		total += info.Size()
	}
	if len(pieces) >= maxPieces || total > maxPiecesSize {
		return fmt.Errorf("clip %s has %d pieces of its page’s copy, of %d bytes: %w", id, len(pieces), total, ErrTooMuch)
	}
	return s.writeFile(id, fmt.Sprintf("piece%+d_%d.ogg", p.at, p.length), bytes.NewReader(data))
}

// pieces returns what is there of the page's copy, in the order of time.
func (s *Spool) pieces(id string) ([]*piece, error) {
	entries, err := fs.ReadDir(s.root.FS(), id)
	if err != nil {
		return nil, spoolError(id, err)
	}
	var pieces []*piece
	for _, e := range entries {
		var at, length int64
		name := e.Name()
		if n, err := fmt.Sscanf(name, "piece%d_%d.ogg", &at, &length); n != 2 || err != nil || path.Ext(name) != ".ogg" {
			continue
		}
		pieces = append(pieces, &piece{name: name, at: at, length: length, open: func() (io.ReadCloser, error) { return s.root.Open(path.Join(id, name)) }})
	}
	slices.SortFunc(pieces, func(a, b *piece) int { return cmp.Compare(a.at, b.at) })
	return pieces, nil
}

// commitMend makes the new file the recording.
func (s *Spool) commitMend(id string, m mend) error {
	if err := s.writeJSON(id, mendFile, mendRecordOf(m)); err != nil {
		return err
	}
	return s.completeMend(id)
}

// completeMend carries a mend through that was committed. Each step may be
// done again.
func (s *Spool) completeMend(id string) error {
	var committed mendRecord
	switch err := s.readJSON(id, mendFile, &committed); {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	m := committed.mend()
	if err := s.rename(id, path.Join(id, newFile), path.Join(id, AudioOgg)); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := s.writeGaps(id, m.Gaps); err != nil {
		return err
	}
	if err := s.finished(id, m.End); err != nil {
		return err
	}
	for _, name := range append(m.Pieces, mendFile) {
		if err := s.root.Remove(path.Join(id, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return spoolError(id, err)
		}
	}
	return nil
}

// reopen puts a stored clip back into the spool, whole or not at all, to
// become its next edition.
func (s *Spool) reopen(clip Clip, gaps []Gap, e end, audio io.Reader) error {
	aside := clip.ID + reopening
	if err := s.Remove(aside); err != nil {
		return err
	}
	if err := s.root.Mkdir(aside, 0o700); err != nil {
		return spoolError(clip.ID, err)
	}
	err := errors.Join(s.writeClip(aside, clip), s.writeGaps(aside, gaps), s.finished(aside, e), s.writeFile(aside, AudioOgg, audio))
	if err == nil {
		err = errors.Join(s.root.Rename(aside, clip.ID), s.syncFolder("."))
	}
	if err != nil {
		return errors.Join(spoolError(clip.ID, err), s.Remove(aside))
	}
	return nil
}

// dropReopening removes what a process left that died while it took a stored
// clip back: the store still has it.
func (s *Spool) dropReopening() error {
	entries, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("list the spool: %w", err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), reopening) {
			if err := s.Remove(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeGaps replaces the gaps.
func (s *Spool) writeGaps(id string, gaps []Gap) error {
	var lines bytes.Buffer
	for _, g := range gaps {
		line, err := gapLine(g)
		if err != nil {
			return fmt.Errorf("note a gap of clip %s: %w", id, err)
		}
		lines.Write(line)
	}
	return s.writeFile(id, gapsFile, &lines)
}

// writeFile replaces a file whole, and returns when it is on the disk.
func (s *Spool) writeFile(id, name string, content io.Reader) error {
	temporary := path.Join(id, name+".part")
	file, err := s.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return spoolError(id, err)
	}
	_, err = io.Copy(file, content)
	if err = errors.Join(err, s.sync(file), file.Close()); err != nil {
		return errors.Join(spoolError(id, err), s.root.Remove(temporary))
	}
	return s.rename(id, temporary, path.Join(id, name))
}

// rename gives a file of the clip its name, and returns when that is on the
// disk.
func (s *Spool) rename(id, from, to string) error {
	if err := errors.Join(s.root.Rename(from, to), s.syncFolder(id)); err != nil {
		return spoolError(id, err)
	}
	return nil
}
