// Package memory keeps the facts about clips in memory. It is a
// [recordings.Store] for tests of what uses one.
package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"practice/cursor"
	"practice/recordings"
)

// Store is a [recordings.Store]. Its zero value is empty and ready.
type Store struct {
	mu    sync.Mutex
	clips []recordings.Clip
	// WithWAV are the clips that ClipsWithWAV tells of. It is set before use.
	WithWAV []string
}

// ClipsWithWAV returns the IDs behind one.
func (s *Store) ClipsWithWAV(_ context.Context, after string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.WithWAV)
	i, _ := slices.BinarySearch(s.WithWAV, after+"\x00")
	return slices.Clone(s.WithWAV[i:]), nil
}

// NoteWAVGone takes a clip off the list.
func (s *Store) NoteWAVGone(_ context.Context, clipID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.WithWAV = slices.DeleteFunc(s.WithWAV, func(id string) bool { return id == clipID })
	return nil
}

// CreateClip adds a clip. Its ID must be new.
func (s *Store) CreateClip(ctx context.Context, clip recordings.Clip) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.find(clip.ID) >= 0 {
		return fmt.Errorf("clip %s exists already", clip.ID)
	}
	s.clips = append(s.clips, copied(clip))
	return nil
}

// Clip returns the clip with this ID, or [recordings.ErrNotFound].
func (s *Store) Clip(ctx context.Context, id string) (recordings.Clip, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return recordings.Clip{}, err
	}
	i := s.find(id)
	if i < 0 || s.clips[i].State == recordings.Deleting {
		return recordings.Clip{}, fmt.Errorf("clip %s: %w", id, recordings.ErrNotFound)
	}
	return copied(s.clips[i]), nil
}

// ClipsOf returns a page of the owner's clips.
func (s *Store) ClipsOf(ctx context.Context, ownerID string, page recordings.Page) ([]recordings.Clip, error) {
	sign := -1
	if page.Order == recordings.OldestFirst {
		sign = 1
	}
	order := func(a, b recordings.Clip) int {
		return sign * cmp.Or(cmp.Compare(a.CreatedAt.UnixMilli(), b.CreatedAt.UnixMilli()), cmp.Compare(a.ID, b.ID))
	}
	after := recordings.Clip{CreatedAt: page.After.At, ID: page.After.ID}
	clips, err := s.list(ctx, func(c recordings.Clip) bool {
		return c.OwnerID == ownerID && c.State != recordings.Deleting && (page.After == cursor.Cursor{} || order(c, after) > 0)
	})
	slices.SortFunc(clips, order)
	return clips[:min(page.Limit, len(clips))], err
}

// ClipsOfSession returns a session's clips by leg.
func (s *Store) ClipsOfSession(ctx context.Context, sessionID string) ([]recordings.Clip, error) {
	clips, err := s.list(ctx, func(c recordings.Clip) bool {
		return c.SessionID == sessionID && c.State != recordings.Deleting
	})
	slices.SortStableFunc(clips, func(a, b recordings.Clip) int { return cmp.Compare(a.Leg, b.Leg) })
	return clips, err
}

// ClipsIn returns every clip in one of the states, oldest first.
func (s *Store) ClipsIn(ctx context.Context, states ...recordings.ClipState) ([]recordings.Clip, error) {
	clips, err := s.list(ctx, func(c recordings.Clip) bool { return slices.Contains(states, c.State) })
	slices.SortStableFunc(clips, func(a, b recordings.Clip) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return clips, err
}

// UpdateClip changes a clip, or returns the error of change and leaves it.
func (s *Store) UpdateClip(ctx context.Context, id string, change func(*recordings.Clip) error) (recordings.Clip, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return recordings.Clip{}, err
	}
	i := s.find(id)
	if i < 0 || s.clips[i].State == recordings.Deleting {
		return recordings.Clip{}, fmt.Errorf("clip %s: %w", id, recordings.ErrNotFound)
	}
	changed := copied(s.clips[i])
	if err := change(&changed); err != nil {
		return recordings.Clip{}, err
	}
	s.clips[i] = copied(changed)
	return changed, nil
}

// DeleteClip removes a clip.
func (s *Store) DeleteClip(ctx context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	i := s.find(id)
	if i < 0 {
		return fmt.Errorf("clip %s: %w", id, recordings.ErrNotFound)
	}
	s.clips = slices.Delete(s.clips, i, i+1)
	return nil
}

func (s *Store) list(ctx context.Context, wanted func(recordings.Clip) bool) ([]recordings.Clip, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var clips []recordings.Clip
	for _, clip := range s.clips {
		if wanted(clip) {
			clips = append(clips, copied(clip))
		}
	}
	return clips, nil
}

func (s *Store) find(id string) int {
	return slices.IndexFunc(s.clips, func(c recordings.Clip) bool { return c.ID == id })
}

// copied shares nothing with what the caller may change.
func copied(clip recordings.Clip) recordings.Clip {
	clip.Peaks = bytes.Clone(clip.Peaks)
	if clip.Receipt != nil {
		receipt := *clip.Receipt
		receipt.Gaps = slices.Clone(receipt.Gaps)
		clip.Receipt = &receipt
	}
	return clip
}
