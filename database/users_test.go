package database_test

import (
	"errors"
	"testing"
	"time"

	"practice/database"
	"practice/people"
	"practice/problem"
	"practice/recordings"
)

// addUser stores a full user.
func addUser(t *testing.T, db *database.DB, id string) people.User {
	t.Helper()
	return addUserLike(t, db, people.User{ID: id, Name: "Name of " + id, CreatedAt: at(0)})
}

// addGuest stores a guest.
func addGuest(t *testing.T, db *database.DB, id string) people.User {
	t.Helper()
	return addUserLike(t, db, people.User{ID: id, Name: "Guest " + id, Guest: true, CreatedAt: at(0)})
}

func addUserLike(t *testing.T, db *database.DB, user people.User) people.User {
	t.Helper()
	must(t, db.CreateUser(t.Context(), user), "create user "+user.ID)
	return user
}

func wantNotFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, problem.NotFound) {
		t.Errorf("%s: got error %v, want problem.NotFound", what, err)
	}
	if errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("%s: the error is recordings.ErrNotFound too: %v", what, err)
	}
}

func TestAUserComesBackAsStored(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		for _, want := range []people.User{
			{ID: "full", Name: "Ada", CreatedAt: at(1)},
			{ID: "guest", Name: "Zoë 🦊 'quoted\" %s $1", Guest: true, CreatedAt: at(2)},
			{ID: "nameless", CreatedAt: at(3)},
		} {
			addUserLike(t, db, want)
			got, err := db.User(t.Context(), want.ID)
			must(t, err, "read user "+want.ID)
			same(t, want.ID, got, want)
			if got.CreatedAt.Location() != time.UTC {
				t.Errorf("%s: created in the zone %s, want UTC on every machine", want.ID, got.CreatedAt.Location())
			}
		}
	})
}

func TestAUserIsCreatedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		first := addUser(t, db, "ada")
		if err := db.CreateUser(t.Context(), people.User{ID: "ada", Name: "Impostor", CreatedAt: at(9)}); err == nil {
			t.Error("creating user ada again: got no error")
		}
		got, err := db.User(t.Context(), "ada")
		must(t, err, "read user ada")
		same(t, "ada after the second creation", got, first)
	})
}

func TestRenamingChangesTheNameOnly(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		want, other := addGuest(t, db, "a"), addGuest(t, db, "b")
		must(t, db.RenameUser(t.Context(), "a", "New name"), "rename")
		want.Name = "New name"
		for _, want := range []people.User{want, other} {
			got, err := db.User(t.Context(), want.ID)
			must(t, err, "read "+want.ID)
			same(t, want.ID, got, want)
		}
		// The same name again is a row that was found, not one that is missing.
		must(t, db.RenameUser(t.Context(), "a", "New name"), "rename to the same name")
	})
}

func TestUnknownUsersAreNotFound(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		_, err := db.User(t.Context(), "nobody")
		wantNotFound(t, "read", err)
		wantNotFound(t, "rename", db.RenameUser(t.Context(), "nobody", "Name"))
		_, err = db.FirstUser(t.Context())
		wantNotFound(t, "first of none", err)
	})
}

func TestTheFirstUserIsTheOldestFullOne(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUserLike(t, db, people.User{ID: "guest", Name: "Guest", Guest: true, CreatedAt: at(0)})
		_, err := db.FirstUser(t.Context())
		wantNotFound(t, "first user where only a guest is", err)
		addUserLike(t, db, people.User{ID: "later", Name: "L", CreatedAt: at(20)})
		addUserLike(t, db, people.User{ID: "b", Name: "B", CreatedAt: at(10)})
		addUserLike(t, db, people.User{ID: "a", Name: "A", CreatedAt: at(10)})
		got, err := db.FirstUser(t.Context())
		must(t, err, "first user")
		if got.ID != "a" {
			t.Errorf("first user: got %s, want a, which is as old as b and sorts first", got.ID)
		}
	})
}

// IDs come out of URLs.
func TestAnIDThatIsNoTextIsNotFound(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		for _, id := range []string{"\x00", "a\x00b", "\xff", "a\xc3", ""} {
			_, err := db.User(t.Context(), id)
			wantNotFound(t, "user", err)
			_, err = db.Session(t.Context(), id)
			wantNotFound(t, "session", err)
			_, err = db.UpdateSession(t.Context(), id, nil)
			wantNotFound(t, "changed session", err)
			_, _, err = db.Invite(t.Context(), id)
			wantNotFound(t, "invite", err)
			_, err = db.Clip(t.Context(), id)
			wantClipNotFound(t, "clip", err)
			_, err = db.UpdateClip(t.Context(), id, nil)
			wantClipNotFound(t, "changed clip", err)
			wantClipNotFound(t, "deleted clip", db.DeleteClip(t.Context(), id))
			wantNotFound(t, "revoked token", db.RevokeAPIToken(t.Context(), id))
		}
	})
}
