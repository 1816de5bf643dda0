package database_test

import (
	"fmt"
	"slices"
	"testing"

	"practice/cursor"
	"practice/database"
	"practice/recordings"
	"practice/sessions"
)

func behindClip(c recordings.Clip) cursor.Cursor { return cursor.Cursor{At: c.CreatedAt, ID: c.ID} }

func behindSession(s sessions.Session) cursor.Cursor {
	return cursor.Cursor{At: s.CreatedAt, ID: s.ID}
}

// TestClipsAreListedInPages of every size, in both orders: each clip once, in the
// order of the whole list, also those of one instant.
func TestClipsAreListedInPages(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "bob")
		for i, created := range []int64{5, 3, 3, 3, 1, 9, 9} {
			addClip(t, db, aClip(t, db, fmt.Sprintf("clip-%d", i), "ada", at(created)))
			addClip(t, db, aClip(t, db, fmt.Sprintf("of-bob-%d", i), "bob", at(created)))
		}
		var newest []string
		for _, order := range []recordings.Order{recordings.NewestFirst, recordings.OldestFirst} {
			whole, err := db.ClipsOf(t.Context(), "ada", recordings.Page{Order: order, Limit: 100})
			must(t, err, "all clips")
			want := ids(whole, clipID)
			if len(want) != 7 {
				t.Fatalf("%s: got %v, want the seven of ada", order, want)
			}
			for size := 1; size <= 8; size++ {
				var got []string
				page := recordings.Page{Order: order, Limit: size}
				for {
					clips, err := db.ClipsOf(t.Context(), "ada", page)
					must(t, err, "a page")
					got = append(got, ids(clips, clipID)...)
					if len(clips) < size || len(got) > len(want) {
						break
					}
					page.After = behindClip(clips[size-1])
				}
				same(t, fmt.Sprintf("%s in pages of %d", order, size), got, want)
			}
			if order == recordings.OldestFirst {
				slices.Reverse(want)
				same(t, "the oldest first, turned round", want, newest)
			}
			newest = want
		}
	})
}

// TestAPageStaysWhereItIs while clips come before it and go, the one included
// behind which it begins.
func TestAPageStaysWhereItIs(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		for i := range int64(6) {
			addClip(t, db, aClip(t, db, fmt.Sprintf("clip-%d", i), "ada", at(i)))
		}
		first, err := db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 2})
		must(t, err, "first page")
		same(t, "first page", ids(first, clipID), []string{"clip-5", "clip-4"})
		addClip(t, db, aClip(t, db, "new", "ada", at(100)))
		must(t, db.DeleteClip(t.Context(), "clip-4"), "delete the last of the page")
		must(t, db.DeleteClip(t.Context(), "clip-2"), "delete one that comes")
		second, err := db.ClipsOf(t.Context(), "ada", recordings.Page{After: behindClip(first[1]), Limit: 2})
		must(t, err, "second page")
		same(t, "second page", ids(second, clipID), []string{"clip-3", "clip-1"})
	})
}

// TestSessionsAreListedInPages of every size, with every seat.
func TestSessionsAreListedInPages(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "bob")
		for i, created := range []int64{5, 3, 3, 1} {
			s := aSession(fmt.Sprintf("s-%d", i), "bob", at(created))
			s.Participants = append(s.Participants, sessions.Participant{UserID: "ada", Name: "Ada", Role: sessions.Interviewer, JoinedAt: at(created)})
			addSession(t, db, s)
			addSession(t, db, aSession(fmt.Sprintf("of-bob-%d", i), "bob", at(created)))
		}
		whole, err := db.SessionsOf(t.Context(), "ada", cursor.Cursor{}, 100)
		must(t, err, "all sessions")
		for size := 1; size <= 5; size++ {
			var got []sessions.Session
			var after cursor.Cursor
			for {
				page, err := db.SessionsOf(t.Context(), "ada", after, size)
				must(t, err, "a page")
				got = append(got, page...)
				if len(page) < size || len(got) > len(whole) {
					break
				}
				after = behindSession(page[size-1])
			}
			same(t, fmt.Sprintf("in pages of %d", size), got, whole)
		}
		same(t, "how many", len(whole), 4)
	})
}

// TestAPageShowsWhatBelongsToIt of another room's rows.
func TestAPageShowsWhatBelongsToIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "bob")
		var made []sessions.Session
		for i := range int64(4) {
			s := aSession(fmt.Sprintf("s-%d", i), "ada", at(i))
			s.Participants = append(s.Participants, sessions.Participant{UserID: "bob", Name: "Bob", Role: sessions.Interviewer, JoinedAt: at(i)})
			made = append(made, addSession(t, db, s))
		}
		add := func(s sessions.Session, id, owner string, leg int, created int64) recordings.Clip {
			clip := clipOf(s, id, at(created))
			clip.OwnerID, clip.Leg = owner, leg
			return addClip(t, db, clip)
		}
		second := add(made[1], "ada-1-1", "ada", 1, 11)
		first := add(made[1], "ada-1-0", "ada", 0, 12)
		add(made[1], "bob-1", "bob", 0, 13)
		alone := add(made[3], "ada-3", "ada", 0, 20)
		dying := clipOf(made[1], "ada-dying", at(15))
		dying.State = recordings.Deleting
		addClip(t, db, dying)
		gone := add(sessions.Session{ID: "gone"}, "ada-gone", "ada", 0, 14)

		clips, err := db.ClipsOfSessions(t.Context(), "ada", made[:3])
		must(t, err, "clips of sessions")
		same(t, "ada's clips of the first three sessions", clips, map[string][]string{"s-1": {first.ID, second.ID}})
		clips, err = db.ClipsOfSessions(t.Context(), "bob", made)
		must(t, err, "clips of sessions")
		same(t, "bob's clips", clips, map[string][]string{"s-1": {"bob-1"}})
		clips, err = db.ClipsOfSessions(t.Context(), "bob", nil)
		must(t, err, "clips of no sessions")
		same(t, "clips of no sessions", clips, map[string][]string{})

		recordedIn, err := db.SessionsOfClips(t.Context(), []recordings.Clip{gone, first, second})
		must(t, err, "sessions of clips")
		same(t, "sessions of clips", recordedIn, map[string]sessions.Session{"s-1": made[1]})
		recordedIn, err = db.SessionsOfClips(t.Context(), []recordings.Clip{alone})
		must(t, err, "sessions of a clip")
		same(t, "session of one clip", recordedIn, map[string]sessions.Session{"s-3": made[3]})
	})
}
