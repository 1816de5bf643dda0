package database_test

import (
	"testing"
	"time"

	"practice/database"
	"practice/people"
)

// A guest's clips are deleted 30 days after nobody could open them any more, and not
// before; whoever is signed in again, or became a member, keeps them.
func TestClipsOfGuestsWhoAreGone(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		shared(t, db, "x")
		now := time.Now()
		look := func(when time.Time, want ...string) {
			t.Helper()
			_, err := db.DeleteClipsOfGuests(t.Context(), when)
			must(t, err, "look for guests")
			wantDeleting(t, db, want...)
		}
		look(now)
		ended := now.Add(2 * time.Hour) // after the login
		look(ended)
		addLoginUntil(t, db, "bob", ended.Add(people.GuestGrace+time.Hour))
		look(ended.Add(people.GuestGrace)) // back in time, which begins anew
		ended = ended.Add(people.GuestGrace + 2*time.Hour)
		look(ended)
		look(ended.Add(people.GuestGrace - time.Minute))
		look(ended.Add(people.GuestGrace), "clip-of-bob")
		_, err := db.User(t.Context(), "bob")
		must(t, err, "bob, who has a seat of ada's session still")
	})
}
