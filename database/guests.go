package database

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/database/gen"
	"practice/people"
)

// DeleteClipsOfGuests notes of the clips of guests that they are being deleted when
// the guest has had no login for [people.GuestGrace]: nobody can open them, and
// nobody could delete them. It returns how many clips those are. Since when a guest has none is
// noted when it is first seen here, so this is called now and then.
func (db *DB) DeleteClipsOfGuests(ctx context.Context, now time.Time) (clips int, err error) {
	guests, err := db.queries.ListGuestsWithClips(ctx)
	if err != nil || len(guests) == 0 {
		return 0, err
	}
	known, err := db.usersWithLogin(ctx, now)
	if err != nil {
		return 0, fmt.Errorf("look who is signed in: %w", err)
	}
	var failed error
	for _, guest := range guests {
		ended := instant(guest.LoginEndedMs)
		var count int
		switch {
		case known[guest.ID] && !ended.IsZero():
			_, err = db.queries.NoteLoginEnded(ctx, gen.NoteLoginEndedParams{ID: guest.ID})
		case known[guest.ID]:
		case ended.IsZero():
			_, err = db.queries.NoteLoginEnded(ctx, gen.NoteLoginEndedParams{ID: guest.ID, LoginEndedMs: millis(now)})
		case now.Sub(ended) >= people.GuestGrace:
			count, err = db.deleteClipsOfGuest(ctx, guest.ID, guest.LoginEndedMs)
		}
		clips, failed = clips+count, errors.Join(failed, err)
	}
	if clips > 0 {
		db.cleaner.poke()
	}
	if failed != nil {
		return clips, fmt.Errorf("delete the clips of guests whose login has ended: %w", failed)
	}
	return clips, nil
}

// deleteClipsOfGuest does it unless the guest has just become a member.
func (db *DB) deleteClipsOfGuest(ctx context.Context, id string, endedMs int64) (clips int, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		is, err := q.NoteLoginEnded(ctx, gen.NoteLoginEndedParams{ID: id, LoginEndedMs: endedMs})
		if err != nil || is == 0 {
			return err
		}
		count, err := q.DeleteClipsOfUser(ctx, id)
		clips = int(count)
		return err
	})
	return clips, err
}

// usersWithLogin returns the IDs of the users who have a login that goes on.
func (db *DB) usersWithLogin(ctx context.Context, now time.Time) (map[string]bool, error) {
	logins, err := db.queries.ListLiveLogins(ctx, millis(now))
	if err != nil {
		return nil, err
	}
	users := make(map[string]bool, len(logins))
	for _, data := range logins {
		users[userOfLogin(data)] = true
	}
	return users, nil
}
