package database

import (
	"context"
	"fmt"
	"time"

	"practice/database/gen"
	"practice/people"
)

// Usage returns what a user has at now.
func (db *DB) Usage(ctx context.Context, userID string, now time.Time) (people.Usage, error) {
	return usageOf(ctx, db.queries, userID, now)
}

// BeginUpload notes a file on its way in, unless may forbids it.
func (db *DB) BeginUpload(ctx context.Context, upload people.Upload, may people.Condition) error {
	return db.transact(ctx, func(q *gen.Queries) error {
		if err := checkUsage(ctx, q, upload.UserID, upload.StartedAt, may); err != nil {
			return err
		}
		err := q.AddUpload(ctx, gen.AddUploadParams{
			ID: upload.ID, UserID: upload.UserID, Node: upload.Node, Size: upload.Size, StartedMs: millis(upload.StartedAt),
		})
		if err != nil {
			return fmt.Errorf("note upload %q: %w", upload.ID, err)
		}
		return nil
	})
}

// EndUpload forgets a file on its way in.
func (db *DB) EndUpload(ctx context.Context, id string) error {
	if err := db.queries.DeleteUpload(ctx, id); err != nil {
		return fmt.Errorf("forget upload %q: %w", id, err)
	}
	return nil
}

// DropUploads forgets what a server was receiving, and what counts no more.
func (db *DB) DropUploads(ctx context.Context, node string, now time.Time) error {
	err := db.queries.DeleteUploadsOfNode(ctx, gen.DeleteUploadsOfNodeParams{Node: node, SinceMs: millis(now.Add(-people.UploadCounts))})
	if err != nil {
		return fmt.Errorf("forget the uploads of server %q: %w", node, err)
	}
	return nil
}

// createGuest adds a user made by an invite, unless may forbids it. The count is
// raised first, which locks the invite's row on PostgreSQL.
func createGuest(ctx context.Context, q *gen.Queries, guest people.User, inviteHash string, may func(made int) error) error {
	count, err := q.CountGuest(ctx, inviteHash)
	if err != nil {
		return missingSession(err, "invite", "")
	}
	if err := may(int(count) - 1); err != nil {
		return err
	}
	return createUser(ctx, q, guest)
}

// checkUsage locks the user's row until the transaction ends, and asks may by
// what the user has.
func checkUsage(ctx context.Context, q *gen.Queries, userID string, now time.Time, may people.Condition) error {
	if err := affected(q.LockUser(ctx, userID)); err != nil {
		return missingSession(err, "user", userID)
	}
	usage, err := usageOf(ctx, q, userID, now)
	if err != nil {
		return err
	}
	return may(usage)
}

func usageOf(ctx context.Context, q *gen.Queries, userID string, now time.Time) (people.Usage, error) {
	rooms, err := q.CountRooms(ctx, gen.CountRoomsParams{OwnerID: userID, SinceMs: millis(now.Add(-people.LobbyCounts))})
	if err != nil {
		return people.Usage{}, fmt.Errorf("count the rooms of user %q: %w", userID, err)
	}
	stored, err := q.SumClips(ctx, userID)
	if err != nil {
		return people.Usage{}, fmt.Errorf("sum the clips of user %q: %w", userID, err)
	}
	uploads, err := q.SumUploads(ctx, gen.SumUploadsParams{UserID: userID, SinceMs: millis(now.Add(-people.UploadCounts))})
	if err != nil {
		return people.Usage{}, fmt.Errorf("count the uploads of user %q: %w", userID, err)
	}
	return people.Usage{Rooms: int(rooms), Stored: stored, Uploads: int(uploads.Uploads), Arriving: uploads.Size}, nil
}
