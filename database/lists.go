package database

import (
	"context"
	"fmt"
	"math"
	"time"

	"practice/cursor"
	"practice/database/gen"
	"practice/recordings"
	"practice/sessions"
)

// ClipsOf returns a page of the owner's clips.
func (db *DB) ClipsOf(ctx context.Context, ownerID string, page recordings.Page) (clips []recordings.Clip, err error) {
	var rows []gen.Clip
	if page.Order == recordings.OldestFirst {
		after := bound(page.After, math.MinInt64)
		rows, err = db.queries.ListOldestClips(ctx, gen.ListOldestClipsParams{OwnerID: ownerID, AfterMs: after, AfterID: page.After.ID, Most: most(page.Limit)})
	} else {
		after := bound(page.After, math.MaxInt64)
		rows, err = db.queries.ListNewestClips(ctx, gen.ListNewestClipsParams{OwnerID: ownerID, AfterMs: after, AfterID: page.After.ID, Most: most(page.Limit)})
	}
	if err != nil {
		return nil, fmt.Errorf("list the clips of user %q: %w", ownerID, err)
	}
	return clipsOf(rows)
}

// SessionsOf returns a page of the user's sessions, newest first.
func (db *DB) SessionsOf(ctx context.Context, userID string, after cursor.Cursor, limit int) ([]sessions.Session, error) {
	rows, err := db.queries.ListSessionsOf(ctx, gen.ListSessionsOfParams{
		UserID: userID, AfterMs: bound(after, math.MaxInt64), AfterID: after.ID, Most: most(limit),
	})
	if err != nil {
		return nil, fmt.Errorf("list the sessions of user %q: %w", userID, err)
	}
	return sessionsOf(rows)
}

// SessionsOfClips returns the sessions in which one owner's clips were recorded,
// by their IDs, and maybe more of their time. One that is gone is not among them.
func (db *DB) SessionsOfClips(ctx context.Context, clips []recordings.Clip) (map[string]sessions.Session, error) {
	byID := map[string]sessions.Session{}
	if len(clips) == 0 {
		return byID, nil
	}
	from, to := span(clips, func(c recordings.Clip) time.Time { return c.CreatedAt })
	rows, err := db.queries.ListSessionsOfClips(ctx, gen.ListSessionsOfClipsParams{OwnerID: clips[0].OwnerID, FromMs: from, ToMs: to})
	if err != nil {
		return nil, fmt.Errorf("list the sessions of %d clips of user %q: %w", len(clips), clips[0].OwnerID, err)
	}
	all, err := sessionsOf(rows)
	for _, s := range all {
		byID[s.ID] = s
	}
	return byID, err
}

// ClipsOfSessions returns the IDs of the user's own clips of sessions that the
// user attended: by the session's ID, in the order of the legs.
func (db *DB) ClipsOfSessions(ctx context.Context, userID string, list []sessions.Session) (map[string][]string, error) {
	ids := map[string][]string{}
	if len(list) == 0 {
		return ids, nil
	}
	from, to := span(list, func(s sessions.Session) time.Time { return s.CreatedAt })
	rows, err := db.queries.ListClipsOfSessions(ctx, gen.ListClipsOfSessionsParams{UserID: userID, FromMs: from, ToMs: to})
	if err != nil {
		return nil, fmt.Errorf("list the clips of %d sessions of user %q: %w", len(list), userID, err)
	}
	for _, r := range rows {
		ids[r.SessionID] = append(ids[r.SessionID], r.ID)
	}
	return ids, nil
}

// bound is the instant at which a page begins; beginning stands for that of the
// whole list.
func bound(after cursor.Cursor, beginning int64) int64 {
	if after == (cursor.Cursor{}) {
		return beginning
	}
	return after.At.UnixMilli()
}

func most(limit int) int32 { return int32(min(limit, math.MaxInt32)) }

// span returns the first and the last instant of the things in a list.
func span[T any](list []T, created func(T) time.Time) (from, to int64) {
	from, to = math.MaxInt64, math.MinInt64
	for _, thing := range list {
		at := millis(created(thing))
		from, to = min(from, at), max(to, at)
	}
	return from, to
}
