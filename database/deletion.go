package database

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/database/gen"
	"practice/recordings"
	"practice/sessions"
)

// DeleteSession deletes a session with its questions, seats and invites, and notes
// of its host's own clips in it that they are being deleted; it returns how many.
// Clips of others stay theirs. Guests to whom nothing is left are deleted too. A
// session that is not there is problem.NotFound.
func (db *DB) DeleteSession(ctx context.Context, id string) (clips int, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		if err := affected(q.LockSession(ctx, id)); err != nil {
			return missingSession(err, "session", id)
		}
		s, err := getSession(ctx, q, id)
		if err != nil {
			return err
		}
		clips, err = deleteSession(ctx, q, id, s.OwnerID, s.Door)
		return err
	})
	db.cleaner.poke()
	return clips, err
}

func deleteSession(ctx context.Context, q *gen.Queries, id, ownerID string, door sessions.Door) (clips int, err error) {
	count, err := q.DeleteClipsOfSession(ctx, gen.DeleteClipsOfSessionParams{SessionID: id, OwnerID: ownerID})
	if err != nil {
		return 0, fmt.Errorf("delete the clips of session %q: %w", id, err)
	}
	guests, err := q.ListGuestsIn(ctx, gen.ListGuestsInParams{SessionID: id, OwnerID: ownerID})
	if err != nil {
		return 0, fmt.Errorf("list the guests of session %q: %w", id, err)
	}
	guests = append(guests, door.People()...)
	for _, step := range []func(context.Context, string) error{q.DeleteInvitesTo, q.DeleteSeatsIn, q.DeleteSession} {
		if err := step(ctx, id); err != nil {
			return 0, fmt.Errorf("delete session %q: %w", id, err)
		}
	}
	for _, guest := range guests {
		if err := deleteLeftoverGuest(ctx, q, guest); err != nil {
			return 0, err
		}
	}
	return int(count), noteDeleted(ctx, q, ownClips(id, ownerID))
}

// ownClips names the clips of a session that are one user's. Those of others outlive
// the session, also one that is stored late.
func ownClips(sessionID, userID string) string { return sessionID + "/" + userID }

// deleteLeftoverGuest deletes a guest who has neither a seat nor anything of their
// own any more; somebody else stays.
func deleteLeftoverGuest(ctx context.Context, q *gen.Queries, id string) error {
	left, err := q.IsLeftoverGuest(ctx, id)
	if err != nil || left == 0 {
		return err
	}
	return deletePerson(ctx, q, id)
}

// DeleteUser deletes a user with everything that is theirs: logins, tokens, links,
// the sessions that they host, and their seats and thereby their name in those of
// others. Of their clips it notes that they are being deleted. It returns the
// sessions of others in which they had a seat or at whose doors they stood. A user
// who is not there is problem.NotFound.
func (db *DB) DeleteUser(ctx context.Context, id string) (seats []string, err error) {
	err = db.transact(ctx, func(q *gen.Queries) error {
		if err := affected(q.BlankUser(ctx, id)); err != nil {
			return missingSession(err, "user", id)
		}
		if _, err := q.DeleteClipsOfUser(ctx, id); err != nil {
			return fmt.Errorf("delete the clips of user %q: %w", id, err)
		}
		hosted, err := q.ListSessionsOwnedBy(ctx, id)
		if err != nil {
			return fmt.Errorf("list the sessions of user %q: %w", id, err)
		}
		for _, session := range hosted {
			s, err := getSession(ctx, q, session)
			if err != nil {
				return err
			}
			if _, err := deleteSession(ctx, q, session, id, s.Door); err != nil {
				return err
			}
		}
		doors, err := leaveDoors(ctx, q, id)
		if err != nil {
			return err
		}
		if seats, err = q.ListSeatsOf(ctx, id); err != nil {
			return fmt.Errorf("list the seats of user %q: %w", id, err)
		}
		for _, session := range seats { // which changes: other servers see that by its revision
			if _, err := q.LockSession(ctx, session); err != nil {
				return fmt.Errorf("lock session %q: %w", session, err)
			}
		}
		seats = append(seats, doors...)
		if err := q.DeleteSeatsOf(ctx, id); err != nil {
			return fmt.Errorf("give up the seats of user %q: %w", id, err)
		}
		return deletePerson(ctx, q, id)
	})
	db.cleaner.poke()
	return seats, err
}

// leaveDoors takes a user from the doors at which they stand, and returns whose.
func leaveDoors(ctx context.Context, q *gen.Queries, userID string) (doors []string, err error) {
	doors, err = q.ListDoorsOf(ctx, sql.NullString{String: userID, Valid: true})
	if err != nil {
		return nil, fmt.Errorf("list the doors of user %q: %w", userID, err)
	}
	for _, id := range doors {
		if _, err := q.LockSession(ctx, id); err != nil {
			return nil, fmt.Errorf("lock session %q: %w", id, err)
		}
		s, err := getSession(ctx, q, id)
		if err != nil {
			return nil, err
		}
		s.Door.Forget(userID)
		door, err := doorToJSON(s.Door)
		if err != nil {
			return nil, err
		}
		if err := q.SaveDoor(ctx, gen.SaveDoorParams{ID: id, Door: door}); err != nil {
			return nil, fmt.Errorf("save the door of session %q: %w", id, err)
		}
	}
	return doors, nil
}

// deletePerson deletes a user to whom nothing is left, and what they come in with.
// Their guest's seat in a session that they host went with it before.
func deletePerson(ctx context.Context, q *gen.Queries, id string) error {
	for _, step := range []func(context.Context, string) error{q.DeleteAPITokensOf, q.DeleteSignInLinksOf, q.DeleteUploadsOf} {
		if err := step(ctx, id); err != nil {
			return fmt.Errorf("delete what lets user %q in: %w", id, err)
		}
	}
	if err := deleteLoginsOf(ctx, q, id); err != nil {
		return fmt.Errorf("delete the logins of user %q: %w", id, err)
	}
	if _, err := q.DeleteUser(ctx, id); err != nil {
		return fmt.Errorf("delete user %q: %w", id, err)
	}
	return noteDeleted(ctx, q, id)
}

// loginUser is the key of the user's ID in a login's data, as package web writes it.
const loginUser = "user"

// deleteLoginsOf reads every login, since a login has no column that says whose it
// is; people delete themselves rarely.
func deleteLoginsOf(ctx context.Context, q *gen.Queries, userID string) error {
	logins, err := q.ListLogins(ctx)
	if err != nil {
		return err
	}
	for _, login := range logins {
		if userOfLogin(login.Data) != userID {
			continue
		}
		if err := q.DeleteLogin(ctx, login.Token); err != nil {
			return err
		}
	}
	return nil
}

// userOfLogin returns whose login has this data; empty where nobody is let in by it.
func userOfLogin(text string) string {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	_, values, err := (scs.GobCodec{}).Decode(data)
	if err != nil {
		return ""
	}
	id, _ := values[loginUser].(string)
	return id
}

func noteDeleted(ctx context.Context, q *gen.Queries, id string) error {
	if err := q.NoteDeleted(ctx, gen.NoteDeletedParams{ID: id, AtMs: time.Now().UnixMilli()}); err != nil {
		return fmt.Errorf("note that %q is deleted: %w", id, err)
	}
	return nil
}

// refuseDeleted fails with [recordings.ErrDeleted] when the clip or its owner was
// deleted, or its session by the owner. A session that was never there is none.
func refuseDeleted(ctx context.Context, q *gen.Queries, clip recordings.Clip) error {
	// Whoever is being deleted in this moment is gone after that, or has the clip before.
	if _, err := q.LockUser(ctx, clip.OwnerID); err != nil {
		return err
	}
	count, err := q.CountDeleted(ctx, gen.CountDeletedParams{ID: clip.ID, ID_2: clip.OwnerID, ID_3: ownClips(clip.SessionID, clip.OwnerID)})
	if err == nil && count > 0 {
		err = recordings.ErrDeleted
	}
	return err
}

// keptExpired is how long an invite or a sign-in link is known after its end, so
// that who opens it hears that it has ended.
const keptExpired = 7 * 24 * time.Hour

// DeleteExpired removes invites and sign-in links that ended long before now, and
// guests who came before that and have nothing. It is called now and then.
func (db *DB) DeleteExpired(ctx context.Context, now time.Time) error {
	var removed int64
	var failed error
	before := now.Add(-keptExpired).UnixMilli()
	for _, remove := range []func(context.Context, int64) (int64, error){
		db.queries.DeleteExpiredInvites, db.queries.DeleteExpiredSignInLinks, db.deleteGuestsBefore,
	} {
		count, err := remove(ctx, before)
		removed, failed = removed+count, errors.Join(failed, err)
	}
	if removed > 0 {
		db.cleaner.poke()
	}
	if failed != nil {
		return fmt.Errorf("remove links that have expired and guests who left: %w", failed)
	}
	return nil
}

// deleteGuestsBefore deletes guests who came before an instant and have nothing, each
// by a transaction.
func (db *DB) deleteGuestsBefore(ctx context.Context, before int64) (removed int64, err error) {
	guests, err := db.queries.ListSeatlessGuests(ctx, before)
	if err != nil {
		return 0, err
	}
	for _, id := range guests {
		if err := db.transact(ctx, func(q *gen.Queries) error { return deleteLeftoverGuest(ctx, q, id) }); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
