package recordings

import (
	"context"
	"time"
)

// databaseWait is how long one call of the database may take: more than a busy
// one needs for a row, and what somebody waits before trying again by hand.
const databaseWait = 10 * time.Second

// Timely gives every call of a store an end, [context.DeadlineExceeded] after
// ten seconds: nothing that records may wait for a database that hangs.
func Timely(store Store) Store { return &timely{store} }

type timely struct{ store Store }

func inTime[T any](ctx context.Context, call func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, databaseWait)
	defer cancel()
	return call(ctx)
}

func (t *timely) CreateClip(ctx context.Context, clip Clip) error {
	ctx, cancel := context.WithTimeout(ctx, databaseWait)
	defer cancel()
	return t.store.CreateClip(ctx, clip)
}

func (t *timely) Clip(ctx context.Context, id string) (Clip, error) {
	return inTime(ctx, func(ctx context.Context) (Clip, error) { return t.store.Clip(ctx, id) })
}

func (t *timely) ClipsOf(ctx context.Context, ownerID string, page Page) ([]Clip, error) {
	return inTime(ctx, func(ctx context.Context) ([]Clip, error) { return t.store.ClipsOf(ctx, ownerID, page) })
}

func (t *timely) ClipsOfSession(ctx context.Context, sessionID string) ([]Clip, error) {
	return inTime(ctx, func(ctx context.Context) ([]Clip, error) { return t.store.ClipsOfSession(ctx, sessionID) })
}

func (t *timely) ClipsIn(ctx context.Context, states ...ClipState) ([]Clip, error) {
	return inTime(ctx, func(ctx context.Context) ([]Clip, error) { return t.store.ClipsIn(ctx, states...) })
}

func (t *timely) UpdateClip(ctx context.Context, id string, change func(*Clip) error) (Clip, error) {
	return inTime(ctx, func(ctx context.Context) (Clip, error) { return t.store.UpdateClip(ctx, id, change) })
}

func (t *timely) DeleteClip(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, databaseWait)
	defer cancel()
	return t.store.DeleteClip(ctx, id)
}
