// Package folder keeps clips in a plain folder. A crash at any instant leaves
// an object whole or absent, and one that Put reported is on the disk.
package folder

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"practice/recordings"
)

// incoming is where objects are written before they get their names. No key
// begins with a dot, so none leads here.
const incoming = ".incoming"

// smallObject is the size up to which an object counts as what a clip is finished
// by: its waveform, its receipt, a recording of minutes. It is in the spool until
// it is here.
const smallObject = 4 << 20

// Store is a [recordings.Blobs] in a folder. One process at a time may use it.
type Store struct {
	name string
	root *os.Root
	// room is asked before anything is written; nil for no bound.
	room recordings.Room
	// naming guards the moments at which names appear and vanish.
	naming sync.Mutex
}

// New opens the store in dir, which it makes if need be, readable by this user
// alone, and removes what an interrupted Put left. Close it after use.
func New(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder for clips %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder for clips %s: %w", dir, err)
	}
	if err := errors.Join(root.RemoveAll(incoming), root.Mkdir(incoming, 0o700)); err != nil {
		return nil, errors.Join(fmt.Errorf("folder for clips %s: %w", dir, err), root.Close())
	}
	return &Store{name: dir, root: root}, nil
}

// Mind makes Put ask for room on the disk that the folder is on. It is called
// before the store is used.
func (s *Store) Mind(room recordings.Room) { s.room = room }

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// String names the store for people, by the folder alone: users need not know
// where on the disk it is.
func (s *Store) String() string { return "folder " + filepath.Base(s.name) }

// Put stores size bytes of r under key, whole or not at all, and returns when
// they are on the disk. It fails with [recordings.ErrDiskFull] without room for
// them. The content type is not kept: the key tells it.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, _ string) error {
	if err := recordings.CheckKey(key); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	if err := s.put(ctx, key, r, size); err != nil {
		return fmt.Errorf("%s: put %s: %w", s, key, err)
	}
	return nil
}

func (s *Store) put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := s.refuseExisting(key); err != nil {
		return err
	}
	temporary := path.Join(incoming, rand.Text())
	if err := s.write(temporary, &cancellable{ctx, r}, size); err != nil {
		return errors.Join(err, s.remove(temporary))
	}
	if err := s.publish(temporary, key); err != nil {
		return errors.Join(err, s.remove(temporary))
	}
	return nil
}

func (s *Store) write(name string, r io.Reader, size int64) (err error) {
	file, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w, err := s.roomFor(file, size)
	if err != nil {
		return err
	}
	n, err := io.CopyN(w, r, size)
	if err != nil {
		return fmt.Errorf("after %d of %d bytes: %w", n, size, shortIsUnexpected(err))
	}
	return file.Sync()
}

// roomFor returns a writer to the file that holds to the room there is. All of it
// is asked for before anything is written.
func (s *Store) roomFor(file *os.File, size int64) (io.Writer, error) {
	if s.room == nil {
		return file, nil
	}
	ask := s.room.Room
	if size <= smallObject {
		ask = s.room.RoomToFinish
	}
	if err := ask(size); err != nil {
		return nil, err
	}
	return recordings.RoomyWriter(file, ask), nil
}

// publish gives the written file its name, and makes the name survive a crash.
func (s *Store) publish(temporary, key string) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	if err := s.refuseExisting(key); err != nil {
		return err
	}
	if err := s.root.MkdirAll(path.Dir(key), 0o700); err != nil {
		return err
	}
	if err := s.root.Rename(temporary, key); err != nil {
		return err
	}
	for folder := path.Dir(key); ; folder = path.Dir(folder) {
		if err := s.syncFolder(folder); err != nil || folder == "." {
			return err
		}
	}
}

func (s *Store) refuseExisting(key string) error {
	if _, err := s.root.Lstat(key); err == nil {
		return fs.ErrExist
	}
	return nil
}

// Open returns the object for reading, or [recordings.ErrNotFound].
func (s *Store) Open(_ context.Context, key string) (recordings.Blob, error) {
	if err := recordings.CheckKey(key); err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	file, err := s.root.Open(key)
	if isMissing(err) {
		return nil, fmt.Errorf("%s: %s: %w", s, key, recordings.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: open %s: %w", s, key, err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = recordings.ErrNotFound
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: open %s: %w", s, key, err), file.Close())
	}
	return blob{file, info}, nil
}

// Delete removes the object and the folders that it leaves empty. An object
// that does not exist is no error.
func (s *Store) Delete(_ context.Context, key string) error {
	if err := recordings.CheckKey(key); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	s.naming.Lock()
	defer s.naming.Unlock()
	err := s.root.Remove(key)
	if isMissing(err) {
		return nil
	}
	if err == nil {
		err = s.prune(path.Dir(key))
	}
	if err != nil {
		return fmt.Errorf("%s: delete %s: %w", s, key, err)
	}
	return nil
}

// prune removes empty folders upwards, and makes the removal survive a crash.
func (s *Store) prune(folder string) error {
	for ; folder != "."; folder = path.Dir(folder) {
		if s.root.Remove(folder) != nil {
			break
		}
	}
	return s.syncFolder(folder)
}

// Check writes and deletes a tiny object.
func (s *Store) Check(ctx context.Context) error {
	const probe = "practice"
	name := path.Join(incoming, rand.Text())
	err := s.write(name, &cancellable{ctx, strings.NewReader(probe)}, int64(len(probe)))
	if removed := s.remove(name); err == nil {
		err = removed
	}
	if err != nil {
		return fmt.Errorf("folder %s can't be written to (%w): give it space and permissions, or set another with PRACTICE_DATA", s.name, err)
	}
	return nil
}

func (s *Store) remove(name string) error {
	if err := s.root.Remove(name); err != nil && !isMissing(err) {
		return err
	}
	return nil
}

// blob is an open object.
type blob struct {
	*os.File
	info fs.FileInfo
}

func (b blob) Size() int64        { return b.info.Size() }
func (b blob) ModTime() time.Time { return b.info.ModTime() }
