package recordings

import "context"

// Store keeps the facts about clips; their audio is in [Blobs]. A missing clip
// is [ErrNotFound]. So is one in state [Deleting], except to ClipsIn that asks for
// it and to DeleteClip; its ID stays taken until then.
type Store interface {
	// CreateClip adds a clip. It fails with [ErrDeleted] for one that was deleted, or
	// whose owner was, or whose session by its owner.
	CreateClip(ctx context.Context, clip Clip) error
	Clip(ctx context.Context, id string) (Clip, error)
	// ClipsOf returns a page of the owner's clips.
	ClipsOf(ctx context.Context, ownerID string, page Page) ([]Clip, error)
	// ClipsOfSession returns a session's clips by leg.
	ClipsOfSession(ctx context.Context, sessionID string) ([]Clip, error)
	// ClipsIn returns every clip in one of the states, oldest first.
	ClipsIn(ctx context.Context, states ...ClipState) ([]Clip, error)
	// UpdateClip reads the clip, lets change alter it, and writes it, as one
	// transaction. An error of change is returned as it is and nothing is written.
	UpdateClip(ctx context.Context, id string, change func(*Clip) error) (Clip, error)
	DeleteClip(ctx context.Context, id string) error
}
