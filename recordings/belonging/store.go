// Package belonging keeps an installation from taking another store for its own: a
// bucket that was mistyped, emptied or made anew has none of its clips. What would be
// put there could not be found later, and what is deleted there stays elsewhere.
package belonging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"practice/problem"
	"practice/recordings"
)

// goodFor is how long the store is taken for the right one after it was.
const goodFor = 30 * time.Second

// errOther is what people hear whose clip lies in a store that is not there.
var errOther = problem.Unavailable.Say("the server’s store for clips is another one than before, and its operator has to set the right one. " +
	"Your recordings are kept; nothing is deleted")

// Store is a [recordings.Blobs] that works with the installation's own store alone.
// A mark in the store says that it is: an object with the installation's name. It is
// written where there is nothing to lose yet, or clips of the installation are found.
type Store struct {
	recordings.Blobs
	installation string
	clips        Clips

	mu   sync.Mutex
	good time.Time
}

// Clips tells what the store should have; [recordings.Store] says how.
type Clips interface {
	ClipsIn(ctx context.Context, states ...recordings.ClipState) ([]recordings.Clip, error)
}

var _ recordings.Blobs = (*Store)(nil)

// New makes a store of blobs that belongs to the installation of this name. Nothing
// is asked before its first use.
func New(blobs recordings.Blobs, installation string, clips Clips) *Store {
	return &Store{Blobs: blobs, installation: installation, clips: clips}
}

// mark is the key of the object that says whose the store is. Several installations
// may share one.
func (s *Store) mark() string { return "installations/" + s.installation }

// Put fails when the store is not the installation's own.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if err := s.own(ctx); err != nil {
		return err
	}
	return s.Blobs.Put(ctx, key, r, size, contentType)
}

// Open fails with another error than [recordings.ErrNotFound] when an object is
// missing because the store is not the installation's own.
func (s *Store) Open(ctx context.Context, key string) (recordings.Blob, error) {
	blob, err := s.Blobs.Open(ctx, key)
	if errors.Is(err, recordings.ErrNotFound) {
		if other := s.own(ctx); other != nil {
			return nil, other
		}
	}
	return blob, err
}

// Delete fails when the store is not the installation's own.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.own(ctx); err != nil {
		return err
	}
	return s.Blobs.Delete(ctx, key)
}

// Check says as well when the store is not the installation's own.
func (s *Store) Check(ctx context.Context) error {
	if err := s.Blobs.Check(ctx); err != nil {
		return err
	}
	err := s.look(ctx)
	s.note(err)
	return err
}

// own returns nil when the store is the installation's own, as was found out a while
// ago at most.
func (s *Store) own(ctx context.Context) error {
	s.mu.Lock()
	good := time.Since(s.good) < goodFor
	s.mu.Unlock()
	if good {
		return nil
	}
	err := s.look(ctx)
	s.note(err)
	return err
}

func (s *Store) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.good = time.Time{}
	if err == nil {
		s.good = time.Now()
	}
}

// look looks for the mark, and without one for clips.
func (s *Store) look(ctx context.Context) error {
	marked, err := exists(s.Blobs.Open(ctx, s.mark()))
	if err != nil || marked {
		return err
	}
	clips, err := s.clips.ClipsIn(ctx, recordings.Ready)
	if err != nil {
		return fmt.Errorf("find out which clips %s should have: %w", s.Blobs, err)
	}
	missing := ""
	for _, clip := range sample(clips) {
		found, err := exists(s.Blobs.Open(ctx, recordings.Key(clip.ID, clip.Edition, clip.Original)))
		if err != nil {
			return err
		}
		if found {
			missing = ""
			break
		}
		missing = clip.ID
	}
	if missing != "" {
		return fmt.Errorf("%s has none of this installation's %d clips, clip %s for one (%w); set the store that has them, or put them back; "+
			"to go on without them, put an object %q there", s.Blobs, len(clips), missing, errOther, s.mark())
	}
	return s.leaveMark(ctx)
}

// leaveMark makes the store the installation's own. Another server of it may be
// doing the same.
func (s *Store) leaveMark(ctx context.Context) error {
	const words = "Clips of an installation of Practice are kept here.\n"
	err := s.Blobs.Put(ctx, s.mark(), strings.NewReader(words), int64(len(words)), "text/plain")
	if err == nil {
		return nil
	}
	if marked, failed := exists(s.Blobs.Open(ctx, s.mark())); failed == nil && marked {
		return nil
	}
	return err
}

// sample returns the oldest, the newest and one between them.
func sample(clips []recordings.Clip) []recordings.Clip {
	if len(clips) <= 3 {
		return clips
	}
	return []recordings.Clip{clips[0], clips[len(clips)/2], clips[len(clips)-1]}
}

// exists tells by the outcome of opening it whether an object is there.
func exists(blob recordings.Blob, err error) (bool, error) {
	if errors.Is(err, recordings.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, blob.Close()
}
