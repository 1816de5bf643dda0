package spool

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

	"practice/recordings"
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

// Mend is the content of mendFile.
type Mend struct {
	Gaps   []recordings.Gap
	End    End
	Pieces []string
}

// CreateMended makes, or empties, the file that CommitMend makes the recording.
func (s *Spool) CreateMended(id string) (*os.File, error) { return s.Create(id, newFile) }

// AddPiece keeps a piece of the page's copy. One that is there already is
// replaced.
func (s *Spool) AddPiece(id string, p Piece, data []byte) error {
	pieces, err := s.Pieces(id)
	if err != nil {
		return err
	}
	total := int64(len(data))
	for _, p := range pieces {
		info, err := s.root.Stat(path.Join(id, p.Name))
		if err != nil {
			return spoolError(id, err)
		}
		total += info.Size()
	}
	if len(pieces) >= maxPieces || total > maxPiecesSize {
		return fmt.Errorf("clip %s has %d pieces of its page’s copy, of %d bytes: %w", id, len(pieces), total, recordings.ErrTooMuch)
	}
	return s.writeFile(id, fmt.Sprintf("piece%+d_%d.ogg", p.At, p.Length), bytes.NewReader(data))
}

// Pieces returns what is there of the page's copy, in the order of time.
func (s *Spool) Pieces(id string) ([]*Piece, error) {
	entries, err := fs.ReadDir(s.root.FS(), id)
	if err != nil {
		return nil, spoolError(id, err)
	}
	var pieces []*Piece
	for _, e := range entries {
		var at, length int64
		name := e.Name()
		if n, err := fmt.Sscanf(name, "piece%d_%d.ogg", &at, &length); n != 2 || err != nil || path.Ext(name) != ".ogg" {
			continue
		}
		pieces = append(pieces, &Piece{Name: name, At: at, Length: length, Open: func() (io.ReadCloser, error) { return s.root.Open(path.Join(id, name)) }})
	}
	slices.SortFunc(pieces, func(a, b *Piece) int { return cmp.Compare(a.At, b.At) })
	return pieces, nil
}

// CommitMend makes the new file the recording.
func (s *Spool) CommitMend(id string, m Mend) error {
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
	case errors.Is(err, recordings.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	m := committed.mend()
	if err := s.rename(id, path.Join(id, newFile), path.Join(id, recordings.AudioOgg)); err != nil && !errors.Is(err, recordings.ErrNotFound) {
		return err
	}
	if err := s.writeGaps(id, m.Gaps); err != nil {
		return err
	}
	if err := s.NoteEnd(id, m.End); err != nil {
		return err
	}
	for _, name := range append(m.Pieces, mendFile) {
		if err := s.root.Remove(path.Join(id, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return spoolError(id, err)
		}
	}
	return nil
}

// Reopen puts a stored clip back into the spool, whole or not at all, to
// become its next edition.
func (s *Spool) Reopen(clip recordings.Clip, gaps []recordings.Gap, e End, audio io.Reader) error {
	aside := clip.ID + reopening
	if err := s.Remove(aside); err != nil {
		return err
	}
	if err := s.root.Mkdir(aside, 0o700); err != nil {
		return spoolError(clip.ID, err)
	}
	err := errors.Join(s.WriteClip(aside, clip), s.writeGaps(aside, gaps), s.NoteEnd(aside, e), s.writeFile(aside, recordings.AudioOgg, audio))
	if err == nil {
		err = errors.Join(s.root.Rename(aside, clip.ID), s.syncFolder("."))
	}
	if err != nil {
		return errors.Join(spoolError(clip.ID, err), s.Remove(aside))
	}
	return nil
}

// DropReopening removes what a process left that died while it took a stored
// clip back: the store still has it.
func (s *Spool) DropReopening() error {
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
func (s *Spool) writeGaps(id string, gaps []recordings.Gap) error {
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
	if err = errors.Join(err, s.Sync(file), file.Close()); err != nil {
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
