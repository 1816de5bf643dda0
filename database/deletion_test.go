package database_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/cursor"
	"practice/database"
	"practice/people"
	"practice/recordings"
	"practice/sessions"
)

// shared is a session that ada hosts and bob, a guest, attends, with a clip of each
// and an invite. Its words are found nowhere else.
func shared(t *testing.T, db *database.DB, secret string) sessions.Session {
	t.Helper()
	addUserLike(t, db, people.User{ID: "ada", Name: "Name-" + secret, CreatedAt: at(0)})
	addGuest(t, db, "bob")
	s := aSession("shared", "ada", at(0))
	s.Questions[0].Prompt = "Prompt-" + secret
	s.Participants[0].Name = "Name-" + secret
	s.Participants = append(s.Participants, sessions.Participant{UserID: "bob", Name: "Bob", Role: sessions.Interviewer, JoinedAt: at(1)})
	addSession(t, db, ended(running(s, at(2)), at(9)))
	for _, owner := range []string{"ada", "bob"} {
		clip := stored(clipOf(s, "clip-of-"+owner, at(3)))
		clip.OwnerID, clip.Title, clip.Prompt = owner, "Title-"+owner+secret, "Clip-"+owner+secret
		addClip(t, db, clip)
		addLogin(t, db, owner)
	}
	must(t, addInvite(t, db, sessions.Invite{ID: "invite", TokenHash: "invite", SessionID: "shared", CreatedAt: at(1), ExpiresAt: at(99)}), "invite")
	return s
}

// addLogin signs a browser of the user in, as package web does.
func addLogin(t *testing.T, db *database.DB, userID string) {
	t.Helper()
	addLoginUntil(t, db, userID, time.Now().Add(time.Hour))
}

func addLoginUntil(t *testing.T, db *database.DB, userID string, expiry time.Time) {
	t.Helper()
	data, err := scs.GobCodec{}.Encode(expiry, map[string]any{"user": userID})
	must(t, err, "encode a login")
	must(t, db.Logins().CommitCtx(t.Context(), "login-of-"+userID, data, expiry), "sign in")
}

func wantLogin(t *testing.T, db *database.DB, userID string, want bool) {
	t.Helper()
	if _, found := findLogin(t, db.Logins(), "login-of-"+userID); found != want {
		t.Errorf("a login of %s: got %v, want %v", userID, found, want)
	}
}

func wantDeleting(t *testing.T, db *database.DB, want ...string) {
	t.Helper()
	left, err := db.ClipsIn(t.Context(), recordings.Deleting)
	must(t, err, "clips being deleted")
	same(t, "clips being deleted", ids(left, clipID), want)
	for _, c := range left {
		if c.Title+c.Prompt != "" || c.Receipt != nil || c.Edition != 2 {
			t.Errorf("a clip being deleted still says %q %q, receipt %v; edition %d", c.Title, c.Prompt, c.Receipt, c.Edition)
		}
	}
}

func TestADeletedSessionTakesItsHostsClipsAndLeavesThoseOfOthers(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		shared(t, db, "x")
		clips, err := db.DeleteSession(t.Context(), "shared")
		if must(t, err, "delete"); clips != 1 {
			t.Errorf("got %d clips deleted, want 1", clips)
		}
		_, err = db.Session(t.Context(), "shared")
		wantNotFound(t, "the session", err)
		_, _, err = db.Invite(t.Context(), "invite")
		wantNotFound(t, "its invite", err)
		wantDeleting(t, db, "clip-of-ada")
		if clip, err := db.Clip(t.Context(), "clip-of-bob"); err != nil || clip.Title == "" {
			t.Errorf("the other's clip: %+v, %v; want it untouched", clip, err)
		}
		for _, id := range []string{"ada", "bob"} {
			_, err := db.User(t.Context(), id)
			must(t, err, "user "+id)
			wantLogin(t, db, id, true)
		}
		_, err = db.DeleteSession(t.Context(), "shared")
		wantNotFound(t, "delete again", err)
	})
}

// A guest to whom neither a seat nor a clip is left is forgotten.
func TestAGuestGoesWithTheLastThingThatIsTheirs(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		shared(t, db, "x")
		_, err := db.DeleteSession(t.Context(), "shared")
		must(t, err, "delete the session")
		must(t, db.DeleteClip(t.Context(), "clip-of-bob"), "delete the last clip")
		_, err = db.User(t.Context(), "bob")
		wantNotFound(t, "the guest", err)
		wantLogin(t, db, "bob", false)
		must(t, db.DeleteClip(t.Context(), "clip-of-ada"), "delete a user's last clip")
		_, err = db.User(t.Context(), "ada")
		must(t, err, "the user")

		addGuest(t, db, "carol")
		seatOnly := aSession("second", "ada", at(20))
		seatOnly.Participants = append(seatOnly.Participants, sessions.Participant{UserID: "carol", Name: "Carol", Role: sessions.Interviewer, JoinedAt: at(21)})
		addSession(t, db, seatOnly)
		_, err = db.DeleteSession(t.Context(), "second")
		must(t, err, "delete her only session")
		_, err = db.User(t.Context(), "carol")
		wantNotFound(t, "the guest without a clip", err)
	})
}

func TestADeletedUserIsGoneWithEverything(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		shared(t, db, "x")
		addUser(t, db, "dan")
		theirs := aSession("theirs", "dan", at(30))
		theirs.Participants = append(theirs.Participants, sessions.Participant{UserID: "ada", Name: "Name-x", Role: sessions.Interviewer, JoinedAt: at(31)})
		addSession(t, db, theirs)
		must(t, db.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: "ada", TokenHash: "token", CreatedAt: at(1)}), "token")
		addLink(t, db, people.SignInLink{TokenHash: "link", UserID: "ada", CreatedAt: at(1), ExpiresAt: at(99)})

		seats, err := db.DeleteUser(t.Context(), "ada")
		must(t, err, "delete")
		same(t, "sessions of others", seats, []string{"theirs"})
		_, err = db.User(t.Context(), "ada")
		wantNotFound(t, "the user", err)
		wantLogin(t, db, "ada", false)
		wantLogin(t, db, "bob", true)
		_, err = db.UseAPIToken(t.Context(), "token", at(50))
		wantNotFound(t, "the token", err)
		err = db.Redeem(t.Context(), func(tx people.Redeeming) error { _, err := tx.TakeSignInLink(t.Context(), "link"); return err })
		wantNotFound(t, "the link", err)
		_, err = db.Session(t.Context(), "shared")
		wantNotFound(t, "a hosted session", err)
		wantDeleting(t, db, "clip-of-ada")
		left, err := db.Session(t.Context(), "theirs")
		if must(t, err, "the other's session"); len(left.Participants) != 1 || left.Participants[0].UserID != "dan" {
			t.Errorf("seats in the other's session: %+v, want dan's alone", left.Participants)
		}
		if got := clipsOf(t, db, "bob"); len(got) != 1 {
			t.Errorf("the guest's clips: %v, want the one", got)
		}
		_, err = db.DeleteUser(t.Context(), "ada")
		wantNotFound(t, "delete again", err)
	})
}

// Who waits at a door, or was turned away there, is forgotten with the session or
// with themselves, names and all; a guest who waits at another stays.
func TestWhoStandsAtADoorIsForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "dan")
		for _, guest := range []string{"bob", "carol", "eve"} {
			addGuest(t, db, guest)
		}
		for _, id := range []string{"first", "second"} {
			s := aSession(id, "ada", at(0))
			s.Door.Knocks = []sessions.Knock{{UserID: "dan", Name: "Name-dan", Role: sessions.Observer, At: at(1)}, {UserID: "bob", Name: "Bob", At: at(2)}}
			s.Door.TurnedAway = []sessions.TurnedAway{{UserID: "eve", At: at(3), Removed: true}}
			addSession(t, db, s)
		}
		_, err := db.DeleteUser(t.Context(), "dan")
		must(t, err, "delete who waits")
		left, err := db.Session(t.Context(), "first")
		must(t, err, "read a session")
		same(t, "who stands at its door", left.Door.People(), []string{"bob", "eve"})

		_, err = db.DeleteSession(t.Context(), "first")
		must(t, err, "delete a session")
		for _, guest := range []string{"bob", "eve"} {
			_, err = db.User(t.Context(), guest)
			must(t, err, guest+", who stands at another door")
		}
		_, err = db.DeleteSession(t.Context(), "second")
		must(t, err, "delete the other")
		for _, guest := range []string{"bob", "eve"} {
			_, err = db.User(t.Context(), guest)
			wantNotFound(t, guest+" after both", err)
		}
		_, err = db.User(t.Context(), "carol")
		must(t, err, "somebody else")
	})
}

// What is stored late for somebody who is gone does not come back; what is
// somebody else's does.
func TestWhatIsStoredLateOfWhatWasDeletedIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		s := shared(t, db, "x")
		late := func(id, owner string) error {
			clip := clipOf(s, id, at(40))
			clip.OwnerID = owner
			return db.CreateClip(t.Context(), clip)
		}
		_, err := db.DeleteSession(t.Context(), "shared")
		must(t, err, "delete the session")
		if err := late("late-of-ada", "ada"); !errors.Is(err, recordings.ErrDeleted) {
			t.Errorf("the host's late clip: got %v, want ErrDeleted", err)
		}
		must(t, late("late-of-bob", "bob"), "the other's late clip")
		_, err = db.DeleteUser(t.Context(), "bob")
		must(t, err, "delete the other")
		if err := late("later-of-bob", "bob"); !errors.Is(err, recordings.ErrDeleted) {
			t.Errorf("a clip of nobody: got %v, want ErrDeleted", err)
		}
		must(t, db.DeleteClip(t.Context(), "clip-of-ada"), "delete a clip")
		if err := late("clip-of-ada", "ada"); !errors.Is(err, recordings.ErrDeleted) {
			t.Errorf("a clip that was deleted: got %v, want ErrDeleted", err)
		}
	})
}

// A guest who came, left and has nothing is forgotten after a week, as links are.
func TestWhatHasExpiredIsForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		shared(t, db, "x")
		addGuest(t, db, "eve")
		addLink(t, db, people.SignInLink{TokenHash: "link", Name: "Fay", CreatedAt: at(1), ExpiresAt: at(99)})
		must(t, db.DeleteExpired(t.Context(), at(1001).Add(6*24*time.Hour)), "look early")
		_, err := db.User(t.Context(), "eve")
		must(t, err, "the guest after six days")
		must(t, db.DeleteExpired(t.Context(), at(1001).Add(7*24*time.Hour)), "look late")
		_, err = db.User(t.Context(), "eve")
		wantNotFound(t, "the guest after a week", err)
		err = db.Redeem(t.Context(), func(tx people.Redeeming) error { _, err := tx.TakeSignInLink(t.Context(), "link"); return err })
		wantNotFound(t, "the link", err)
		for _, id := range []string{"ada", "bob"} {
			_, err := db.User(t.Context(), id)
			must(t, err, "user "+id)
		}
		if _, _, err := db.Invite(t.Context(), "invite"); err == nil {
			t.Error("the invite is still there")
		}
	})
}

// Nothing that was typed is left in any file of the database, however it was
// deleted and whatever was written around it.
func TestWhatIsDeletedIsNotInTheFiles(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			has := func(text string) bool { return server.HasOnDisk(t, text) }
			if file, sqlite := strings.CutPrefix(url, "sqlite:"); sqlite {
				has = func(text string) bool { return fileHas(t, file, text) || fileHas(t, file+"-wal", text) }
			}
			secret := "zqxj" + e.name
			shared(t, db, secret)
			renamed := "Former-" + secret
			addUserLike(t, db, people.User{ID: "dan", Name: renamed, CreatedAt: at(0)})
			must(t, db.RenameUser(t.Context(), "dan", "Dan"), "rename")
			for i := range 30 {
				clip := clipOf(sessions.Session{ID: "none", OwnerID: "dan"}, fmt.Sprint("other-", i), at(int64(i)))
				clip.Prompt = strings.Repeat("other words ", 200)
				addClip(t, db, clip)
			}
			if !has("Prompt-" + secret) {
				t.Error("the words are not found before they are deleted: the test looks in the wrong place")
			}
			_, err := db.UpdateClip(t.Context(), "clip-of-bob", func(c *recordings.Clip) error { c.State = recordings.Deleting; return nil })
			must(t, err, "delete a clip")
			_, err = db.DeleteUser(t.Context(), "ada")
			must(t, err, "delete a user")
			deadline := time.Now().Add(30 * time.Second)
			for has(secret) {
				if time.Now().After(deadline) {
					for _, word := range []string{"Name-", "Prompt-", "Title-ada", "Title-bob", "Clip-ada", "Clip-bob", "Former-"} {
						if has(word + secret) {
							t.Errorf("%q is still in a file", word+secret)
						}
					}
					return
				}
			}
			list, err := db.SessionsOf(t.Context(), "dan", cursor.Cursor{}, 10)
			must(t, err, "read on")
			same(t, "sessions", len(list), 0)
		})
	}
}

// A command that deletes somebody is over at once, and so is what it deleted.
func TestWhatIsDeletedIsNotInTheFilesAfterAClose(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			secret := "wvkq" + e.name
			shared(t, db, secret)
			must(t, db.Close(), "close")
			again := open(t, url)
			_, err := again.DeleteUser(t.Context(), "ada")
			must(t, err, "delete")
			_, err = again.UpdateClip(t.Context(), "clip-of-bob", func(c *recordings.Clip) error { c.State = recordings.Deleting; return nil })
			must(t, err, "delete a clip")
			must(t, again.Close(), "close")
			file, sqlite := strings.CutPrefix(url, "sqlite:")
			if sqlite && fileHas(t, file, secret) || !sqlite && server.HasOnDisk(t, secret) {
				t.Error("the words are still in a file")
			}
		})
	}
}

func fileHas(t *testing.T, path, text string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err, "read the file")
	return bytes.Contains(content, []byte(text))
}
