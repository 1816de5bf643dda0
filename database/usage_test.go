package database_test

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practice/database"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// race lets forty ask at once, half of them over another server of the database,
// and returns how many got what they asked for. The others must be told code.
func race(t *testing.T, e engine, url string, code problem.Code, ask func(db *database.DB, n int) error) (granted int) {
	t.Helper()
	servers := []*database.DB{open(t, url), open(t, url)}
	var given atomic.Int32
	var asking sync.WaitGroup
	for n := range 40 {
		asking.Go(func() {
			switch err := ask(servers[n%2], n); {
			case err == nil:
				given.Add(1)
			case !errors.Is(err, code):
				t.Errorf("%s: number %d: got %v, want %s", e.name, n, err, code)
			}
		})
	}
	asking.Wait()
	return int(given.Load())
}

// onEachURL runs check on a new database of each engine that Ada uses.
func onEachURL(t *testing.T, check func(t *testing.T, e engine, url string, db *database.DB)) {
	t.Helper()
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			db := open(t, url)
			addUser(t, db, "ada")
			check(t, e, url, db)
		})
	}
}

func TestNoMoreRoomsThanTheQuotaByRacing(t *testing.T) {
	onEachURL(t, func(t *testing.T, e engine, url string, db *database.DB) {
		quotas := people.Quotas{Rooms: 7}
		granted := race(t, e, url, problem.RoomsQuota, func(db *database.DB, n int) error {
			return db.CreateSession(t.Context(), aSession(fmt.Sprint("s", n), "ada", at(0)), quotas.MayOpenRoom)
		})
		usage, err := db.Usage(t.Context(), "ada", at(1))
		must(t, err, "ask for the usage")
		if granted != 7 || usage.Rooms != 7 {
			t.Errorf("got %d rooms and a usage of %d, want 7", granted, usage.Rooms)
		}
	})
}

func TestNoMoreUploadsThanTheQuotaByRacing(t *testing.T) {
	onEachURL(t, func(t *testing.T, e engine, url string, db *database.DB) {
		may := people.Quotas{Uploads: 3, Storage: 1000}.MayUpload(100)
		begin := func(db *database.DB, n int) error {
			return db.BeginUpload(t.Context(), people.Upload{ID: fmt.Sprint("c", n), UserID: "ada", Node: "here", Size: 100, StartedAt: at(0)}, may)
		}
		if granted := race(t, e, url, problem.UploadsQuota, begin); granted != 3 {
			t.Errorf("got %d uploads at once, want 3", granted)
		}
		must(t, db.DropUploads(t.Context(), "elsewhere", at(0)), "drop those of another server")
		usage, err := db.Usage(t.Context(), "ada", at(1))
		must(t, err, "ask for the usage")
		same(t, "usage", usage, people.Usage{Uploads: 3, Arriving: 300})
		late, err := db.Usage(t.Context(), "ada", at(0).Add(people.UploadCounts))
		must(t, err, "ask for the usage later")
		same(t, "usage when they count no more", late, people.Usage{})
		must(t, db.DropUploads(t.Context(), "here", at(0)), "drop what a dead server received")
		must(t, begin(db, 100), "begin one more")
		must(t, db.EndUpload(t.Context(), "c100"), "end it")
		must(t, db.EndUpload(t.Context(), "c100"), "end it again")
		usage, err = db.Usage(t.Context(), "ada", at(1))
		must(t, err, "ask for the usage at the end")
		same(t, "usage at the end", usage, people.Usage{})
	})
}

func TestNoMoreBytesThanTheQuotaByRacing(t *testing.T) {
	onEachURL(t, func(t *testing.T, e engine, url string, db *database.DB) {
		clip := aClip(t, db, "kept", "ada", at(0))
		clip.Size = 400
		addClip(t, db, clip)
		may := people.Quotas{Storage: 1000}.MayUpload(250)
		granted := race(t, e, url, problem.StorageQuota, func(db *database.DB, n int) error {
			return db.BeginUpload(t.Context(), people.Upload{ID: fmt.Sprint("c", n), UserID: "ada", Size: 250, StartedAt: at(0)}, may)
		})
		if granted != 2 {
			t.Errorf("got %d files of 250 bytes beside 400 of 1000, want 2", granted)
		}
		_, err := db.UpdateClip(t.Context(), "kept", func(c *recordings.Clip) error {
			c.State = recordings.Deleting
			return nil
		})
		must(t, err, "delete the clip")
		must(t, db.BeginUpload(t.Context(), people.Upload{ID: "last", UserID: "ada", Size: 250, StartedAt: at(0)}, may), "begin another after that")
	})
}

func TestNoMoreGuestsOfAnInviteThanTheQuotaByRacing(t *testing.T) {
	onEachURL(t, func(t *testing.T, e engine, url string, db *database.DB) {
		addSession(t, db, aSession("s", "ada", at(0)))
		must(t, addInvite(t, db, sessions.Invite{ID: "one", TokenHash: "hash", SessionID: "s", Role: sessions.Observer, Knock: true, MaxUses: 20, CreatedAt: at(1), ExpiresAt: at(4)}), "invite")
		may := people.Quotas{Guests: 4}.MayMakeGuest
		granted := race(t, e, url, problem.GuestsQuota, func(db *database.DB, n int) error {
			guest := people.User{ID: fmt.Sprint("g", n), Name: "Gus", Guest: true, CreatedAt: at(3)}
			_, err := db.RedeemInvite(t.Context(), "hash", &guest, may, func(s *sessions.Session, i *sessions.Invite) error {
				return s.Redeem(i, guest, at(3))
			})
			return err
		})
		made := 0
		for n := range 40 {
			if _, err := db.User(t.Context(), fmt.Sprint("g", n)); err == nil {
				made++
			}
		}
		if granted != 4 || made != 4 {
			t.Errorf("got %d granted and %d guests, want 4", granted, made)
		}
		_, err := db.RedeemInvite(t.Context(), "none", &people.User{ID: "x", Guest: true}, may, func(*sessions.Session, *sessions.Invite) error { return nil })
		wantNotFound(t, "a guest of no invite", err)
	})
}

// Rooms that have ended, that are of others, or that never started within a day
// are not counted; whoever is nobody has nothing.
func TestRoomsThatCount(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "bob")
		addSession(t, db, aSession("old lobby", "ada", at(0)))
		addSession(t, db, aSession("lobby", "ada", at(1)))
		addSession(t, db, running(aSession("running", "ada", at(0)), at(0)))
		addSession(t, db, ended(aSession("ended", "ada", at(1)), at(2)))
		addSession(t, db, aSession("another's", "bob", at(1)))
		usage, err := db.Usage(t.Context(), "ada", at(0).Add(people.LobbyCounts))
		must(t, err, "ask for the usage")
		same(t, "usage", usage, people.Usage{Rooms: 2})
		err = db.CreateSession(t.Context(), aSession("nobody's", "nobody", at(0)), people.Quotas{}.MayOpenRoom)
		wantNotFound(t, "a room of nobody", err)
	})
}

// A clip that was stored before sizes were kept has that of its receipt.
func TestOldClipsGetTheirSizes(t *testing.T) {
	t.Parallel()
	receipt, err := os.ReadFile("testdata/receipt_in_words.json")
	must(t, err, "read the receipt")
	var known recordings.Receipt
	must(t, known.UnmarshalJSON(receipt), "read the receipt")
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url, raw := e.before(t, 4)
			for id, text := range map[string]string{"stored": string(receipt), "storing": ""} {
				_, err := raw.ExecContext(t.Context(), `INSERT INTO clips
					(id, owner_id, session_id, leg, title, prompt, domain, format, state, reason, duration_ms, created_ms, peaks, receipt, revision)
					VALUES ($1, 'ada', 's', 0, 'Title', 'Why?', 'networking', 'Quick answer', 'ready', '', 61000, 1790000000001, '', $2, 0)`, id, text)
				must(t, err, "write an old clip")
			}
			usage, err := open(t, url).Usage(t.Context(), "ada", time.Now())
			must(t, err, "ask for the usage")
			if known.Size == 0 || usage.Stored != known.Size {
				t.Errorf("got %d bytes, want the %d of the receipt", usage.Stored, known.Size)
			}
		})
	}
}
