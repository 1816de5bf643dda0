package spool

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

// The files of a spooled clip beside its objects.
const (
	clipFile = "clip.json"  // the clip as it was announced
	gapsFile = "gaps.jsonl" // a line for each gap, as they come
	copyFile = "copy.json"  // whether the page that speaks keeps a copy
	endFile  = "end.json"   // written when the recording is whole
)

// longestRecording bounds what a page may add to a recording whose end is not
// known: no session takes longer.
const longestRecording = 12 * time.Hour

// Spool is the folder of recordings that are not stored yet: a folder for each
// clip, with everything that is needed to finish it without the database.
type Spool struct {
	root *os.Root
	// fsync brings a file or a folder to the disk.
	fsync func(*os.File) error
}

// Entry is a recording in the spool.
type Entry struct {
	// Clip is the clip as it was when its recording was announced, with what
	// identifies it, whose it is and what was practised.
	Clip recordings.Clip
	// Size is the length of the original in bytes.
	Size int64
	// Expected is the time between start and stop; Stored the length of the
	// time line. After a crash the stop is not known and both are what is there.
	Expected time.Duration
	Stored   time.Duration
	Gaps     []recordings.Gap
	// Limit is, after a crash, how long the recording can have gone on; else 0.
	Limit time.Duration
	// Copied: the page that spoke keeps a copy, which can close the gaps, and may
	// send more of it.
	Copied bool
	// Finished is false while the recording runs, or when its process died.
	Finished bool
}

// End is the content of endFile.
type End struct {
	Expected time.Duration
	Stored   time.Duration
	Limit    time.Duration
	Copied   bool
}

// Open opens the spool in dir, which it makes if need be, readable by this user
// alone.
func Open(dir string) (*Spool, error) { return OpenWith(dir, (*os.File).Sync) }

// OpenWith is Open with another way to bring files and folders to the disk than
// (*os.File).Sync.
func OpenWith(dir string, fsync func(*os.File) error) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("spool %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("spool %s: %w", dir, err)
	}
	return &Spool{root: root, fsync: fsync}, nil
}

// Sync brings a file or folder of the spool to the disk.
func (s *Spool) Sync(file *os.File) error { return s.fsync(file) }

// Close lets go of the folder.
func (s *Spool) Close() error { return s.root.Close() }

// IDs returns the IDs of the clips in the spool.
func (s *Spool) IDs() ([]string, error) {
	entries, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("list the spool: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasSuffix(e.Name(), reopening) {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// Facts returns what the spool knows of a clip, or [recordings.ErrNotFound].
func (s *Spool) Facts(id string) (Entry, error) {
	var spooled Entry
	var record clipRecord
	if err := s.readJSON(id, clipFile, &record); err != nil {
		return Entry{}, err
	}
	spooled.Clip = record.clip()
	info, err := s.root.Stat(path.Join(id, spooled.Clip.Original))
	if err != nil {
		return Entry{}, spoolError(id, err)
	}
	spooled.Size = info.Size()
	if spooled.Gaps, err = s.readGaps(id); err != nil {
		return Entry{}, err
	}
	var over endRecord
	switch err := s.readJSON(id, endFile, &over); {
	case err == nil:
		e := over.end()
		spooled.Expected, spooled.Stored, spooled.Finished = e.Expected, e.Stored, true
		spooled.Limit, spooled.Copied = e.Limit, e.Copied
	case !errors.Is(err, recordings.ErrNotFound):
		return Entry{}, err
	}
	spooled.Copied, err = s.copied(id, spooled.Copied)
	return spooled, err
}

// NoteCopy notes whether a copy of the page that speaks, or spoke, is expected. It
// outlives the process, whatever becomes of the recording.
func (s *Spool) NoteCopy(id string, expected bool) error {
	return s.writeJSON(id, copyFile, copyRecord{spoolVersion, expected})
}

// copied is what NoteCopy noted last, or else otherwise.
func (s *Spool) copied(id string, otherwise bool) (bool, error) {
	noted := copyRecord{Expected: otherwise}
	if err := s.readJSON(id, copyFile, &noted); err != nil && !errors.Is(err, recordings.ErrNotFound) {
		return false, err
	}
	return noted.Expected, nil
}

// Finish makes a recording whole whose process died before now, by repairing
// the end of its file. One that is whole is left as it is.
func (s *Spool) Finish(id string, now time.Time) (Entry, error) {
	if err := s.completeMend(id); err != nil {
		return Entry{}, err
	}
	spooled, err := s.Facts(id)
	if err != nil || spooled.Finished {
		return spooled, err
	}
	file, err := s.root.OpenFile(path.Join(id, recordings.AudioOgg), os.O_RDWR, 0)
	if err != nil {
		return Entry{}, spoolError(id, err)
	}
	repaired, err := repair(file, spooled.Clip)
	if err = errors.Join(err, s.Sync(file), file.Close()); err != nil {
		return Entry{}, fmt.Errorf("finish clip %s: %w", id, err)
	}
	length := recordings.DurationOf(repaired.Samples)
	limit := max(min(now.Sub(spooled.Clip.CreatedAt), longestRecording), length)
	if err := s.NoteEnd(id, End{Expected: length, Stored: length, Limit: limit, Copied: spooled.Copied}); err != nil {
		return Entry{}, err
	}
	return s.Facts(id)
}

// repair makes a whole stream of the file.
func repair(file *os.File, clip recordings.Clip) (ogg.Repaired, error) {
	repaired, err := ogg.Repair(file)
	if err != nil && restoreHead(file, clip) == nil {
		return ogg.Repair(file)
	}
	return repaired, err
}

// RestoreHead makes the headers of a recording again from the clip, should just
// they be damaged.
func (s *Spool) RestoreHead(clip recordings.Clip) error {
	file, err := s.root.OpenFile(path.Join(clip.ID, recordings.AudioOgg), os.O_RDWR, 0)
	if err != nil {
		return spoolError(clip.ID, err)
	}
	return errors.Join(restoreHead(file, clip), s.Sync(file), file.Close())
}

func restoreHead(file *os.File, clip recordings.Clip) error {
	if clip.Edition > 0 {
		return fmt.Errorf("clip %s is a later edition, whose title may be another", clip.ID)
	}
	var head bytes.Buffer
	if _, err := ogg.NewWriter(&head, Header(clip), recordings.SerialOf(clip.ID)); err != nil {
		return fmt.Errorf("headers of clip %s: %w", clip.ID, err)
	}
	if _, err := file.WriteAt(head.Bytes(), 0); err != nil {
		return fmt.Errorf("headers of clip %s: %w", clip.ID, err)
	}
	return nil
}

// Open returns an object of the clip for reading, or [recordings.ErrNotFound].
func (s *Spool) Open(id, object string) (recordings.Blob, error) {
	file, err := s.root.Open(path.Join(id, object))
	if err != nil {
		return nil, spoolError(id, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(spoolError(id, err), file.Close())
	}
	return &spoolFile{File: file, info: info}, nil
}

// Create makes, or empties, an object of the clip for writing. Who writes
// closes it.
func (s *Spool) Create(id, object string) (*os.File, error) {
	file, err := s.root.OpenFile(path.Join(id, object), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, spoolError(id, err)
	}
	return file, nil
}

// Remove deletes everything of the clip, for good. One that is not there is no
// error.
func (s *Spool) Remove(id string) error {
	for _, folder := range []string{id, id + reopening} {
		_, err := s.root.Lstat(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := errors.Join(err, s.root.RemoveAll(folder), s.syncFolder(".")); err != nil {
			return fmt.Errorf("remove clip %s from the spool: %w", id, err)
		}
	}
	return nil
}

// Begin makes the clip's folder and its audio file, or leaves nothing.
func (s *Spool) Begin(clip recordings.Clip) (*os.File, error) {
	if err := s.root.Mkdir(clip.ID, 0o700); err != nil {
		return nil, spoolError(clip.ID, err)
	}
	file, err := s.fill(clip)
	if err != nil {
		return nil, errors.Join(err, s.Remove(clip.ID))
	}
	return file, nil
}

// fill makes the files in the clip's new folder.
func (s *Spool) fill(clip recordings.Clip) (*os.File, error) {
	if err := s.WriteClip(clip.ID, clip); err != nil {
		return nil, err
	}
	file, err := s.Create(clip.ID, recordings.AudioOgg)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.syncFolder(clip.ID), s.syncFolder(".")); err != nil {
		return nil, errors.Join(spoolError(clip.ID, err), file.Close())
	}
	return file, nil
}

// AppendGaps notes gaps as they happen, so that they outlive the process, all or
// none: when it returns they are on the disk. The silence that stands for a gap must
// not be there before, or it would pass for something that was heard.
func (s *Spool) AppendGaps(id string, gaps ...recordings.Gap) (err error) {
	if len(gaps) == 0 {
		return nil
	}
	var lines []byte
	for _, g := range gaps {
		line, err := gapLine(g)
		if err != nil {
			return fmt.Errorf("note a gap of clip %s: %w", id, err)
		}
		lines = append(lines, line...)
	}
	file, err := s.root.OpenFile(path.Join(id, gapsFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return spoolError(id, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return spoolError(id, err)
	}
	_, err = file.Write(lines)
	if err = errors.Join(err, s.Sync(file)); err != nil {
		return errors.Join(spoolError(id, err), file.Truncate(info.Size()))
	}
	return nil
}

func gapLine(g recordings.Gap) ([]byte, error) {
	line, err := json.Marshal(gapRecordOf(g))
	return append(line, '\n'), err
}

// readGaps reads the gaps noted; a line that was cut off is passed over.
func (s *Spool) readGaps(id string) ([]recordings.Gap, error) {
	data, err := s.root.ReadFile(path.Join(id, gapsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, spoolError(id, err)
	}
	var gaps []recordings.Gap
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var g gapRecord
		if json.Unmarshal(lines.Bytes(), &g) == nil {
			gaps = append(gaps, g.gap())
		}
	}
	return gaps, nil
}

// NoteEnd writes the end of a recording, which makes it whole.
func (s *Spool) NoteEnd(id string, e End) error {
	return s.writeJSON(id, endFile, endRecordOf(e))
}

// WriteClip writes what is known of the clip into a folder.
func (s *Spool) WriteClip(folder string, clip recordings.Clip) error {
	return s.writeJSON(folder, clipFile, recordOf(clip))
}

func (s *Spool) readJSON(id, name string, into any) error {
	data, err := s.root.ReadFile(path.Join(id, name))
	if err != nil {
		return spoolError(id, err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s of clip %s in the spool: %w", name, id, err)
	}
	return nil
}

// writeJSON replaces the file whole, and returns when it is on the disk.
func (s *Spool) writeJSON(id, name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s of clip %s: %w", name, id, err)
	}
	return s.writeFile(id, name, bytes.NewReader(data))
}

func spoolError(id string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clip %s in the spool: %w", id, recordings.ErrNotFound)
	}
	return fmt.Errorf("clip %s in the spool: %w", id, err)
}

// spoolFile is an object in the spool.
type spoolFile struct {
	*os.File
	info fs.FileInfo
}

var _ io.ReadSeekCloser = (*spoolFile)(nil)

// Size is the length when the file was opened.
func (f *spoolFile) Size() int64 { return f.info.Size() }

// ModTime is when the file was last written.
func (f *spoolFile) ModTime() time.Time { return f.info.ModTime() }
