package database_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"practice/database"
	"practice/recordings"
	"practice/sessions"
)

// aClip is a clip that is being recorded, in a new session of its owner.
func aClip(t *testing.T, db *database.DB, id, owner string, created time.Time) recordings.Clip {
	t.Helper()
	session := addSession(t, db, aSession("session-of-"+id, owner, created))
	return clipOf(session, id, created)
}

func clipOf(session sessions.Session, id string, created time.Time) recordings.Clip {
	return recordings.Clip{
		ID: id, OwnerID: session.OwnerID, SessionID: session.ID, Title: "Title ünd 'quotes'", Prompt: "Why?\n<Because>", Domain: "networking",
		Format: "peer-swap-10", Origin: recordings.FromSession, State: recordings.Recording, CreatedAt: created, Original: recordings.AudioOgg, Node: "node-a",
	}
}

// stored returns the clip with everything that a ready one has.
func stored(c recordings.Clip) recordings.Clip {
	c.Edition, c.Size, c.State, c.Duration = 2, 1<<40, recordings.Ready, 61*time.Second+234*time.Millisecond
	c.Peaks = make([]byte, recordings.PeakCount)
	for i := range c.Peaks {
		c.Peaks[i] = byte(i * 255 / (recordings.PeakCount - 1)) // 0 and 255 among them
	}
	c.Receipt = &recordings.Receipt{
		Expected: 61300 * time.Millisecond, Stored: c.Duration, Checksum: "sha256:00ff", Size: 1 << 40, Store: "folder clips", VerifiedAt: at(99),
		Gaps: []recordings.Gap{{At: 0, Duration: 40 * time.Millisecond, Cause: recordings.NotYetArrived}, {At: time.Minute, Duration: time.Second, Cause: recordings.Lost}},
	}
	return c
}

func addClip(t *testing.T, db *database.DB, clip recordings.Clip) recordings.Clip {
	t.Helper()
	must(t, db.CreateClip(t.Context(), clip), "create clip "+clip.ID)
	return clip
}

func clipID(c recordings.Clip) string { return c.ID }

func wantClipNotFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, recordings.ErrNotFound) {
		t.Errorf("%s: got error %v, want recordings.ErrNotFound", what, err)
	}
}

func TestAClipComesBackAsStoredInEveryState(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		session := addSession(t, db, aSession("s", "ada", at(0)))
		fresh := clipOf(session, "recording", at(1))
		storing := clipOf(session, "storing", at(2))
		storing.State, storing.Reason, storing.RetryAt, storing.Duration, storing.Leg = recordings.Storing, recordings.StoreUnreachable, at(7), time.Second, 1
		failed := clipOf(session, "failed", at(3))
		failed.State, failed.Reason, failed.Origin = recordings.Failed, recordings.NoSound, recordings.FromWHIP
		whole := stored(clipOf(session, "whole", at(5)))
		whole.Receipt.Gaps = nil
		bare := recordings.Clip{ID: "bare", OwnerID: "ada", SessionID: "s", State: recordings.Recording, CreatedAt: at(6)}
		for _, want := range []recordings.Clip{fresh, storing, failed, stored(clipOf(session, "ready", at(4))), whole, bare} {
			addClip(t, db, want)
			got, err := db.Clip(t.Context(), want.ID)
			must(t, err, "read clip "+want.ID)
			same(t, "clip "+want.ID, got, want)
			if (got.Peaks == nil) != (want.Peaks == nil) {
				t.Errorf("clip %s: peaks are nil: got %t, want %t", want.ID, got.Peaks == nil, want.Peaks == nil)
			}
		}
		if err := db.CreateClip(t.Context(), fresh); err == nil {
			t.Error("the same clip twice: got no error")
		}
	})
}

func TestUnknownClipsAreNotFound(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		_, err := db.Clip(t.Context(), "none")
		wantClipNotFound(t, "read", err)
		_, err = db.UpdateClip(t.Context(), "none", func(*recordings.Clip) error {
			t.Error("change was called for a clip that is not there")
			return nil
		})
		wantClipNotFound(t, "update", err)
		wantClipNotFound(t, "delete", db.DeleteClip(t.Context(), "none"))
		for name, list := range map[string]func() ([]recordings.Clip, error){
			"of nobody":         func() ([]recordings.Clip, error) { return db.ClipsOf(t.Context(), "none", recordings.Page{Limit: 100}) },
			"of no session":     func() ([]recordings.Clip, error) { return db.ClipsOfSession(t.Context(), "none") },
			"in a state":        func() ([]recordings.Clip, error) { return db.ClipsIn(t.Context(), recordings.Ready) },
			"in none of states": func() ([]recordings.Clip, error) { return db.ClipsIn(t.Context()) },
		} {
			got, err := list()
			if err != nil || len(got) != 0 {
				t.Errorf("clips %s: got %v, %v, want none", name, got, err)
			}
		}
	})
}

// A clip that is being deleted is there for nobody but who deletes it.
func TestAClipThatIsBeingDeletedIsHidden(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		clip := addClip(t, db, aClip(t, db, "c", "ada", at(1)))
		gone, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error {
			c.State = recordings.Deleting
			return nil
		})
		must(t, err, "note the deletion")
		clip.State = recordings.Deleting
		clip.Title, clip.Prompt, clip.Domain, clip.Format = "", "", "", "" // what it said is gone at once
		same(t, "the clip that is being deleted", gone, clip)
		_, err = db.Clip(t.Context(), "c")
		wantClipNotFound(t, "read", err)
		_, err = db.UpdateClip(t.Context(), "c", func(*recordings.Clip) error { return nil })
		wantClipNotFound(t, "update", err)
		for name, list := range map[string]func() ([]recordings.Clip, error){
			"of its owner":   func() ([]recordings.Clip, error) { return db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 100}) },
			"of its session": func() ([]recordings.Clip, error) { return db.ClipsOfSession(t.Context(), clip.SessionID) },
			"in every other state": func() ([]recordings.Clip, error) {
				return db.ClipsIn(t.Context(), recordings.Recording, recordings.Storing, recordings.Ready, recordings.Failed)
			},
		} {
			if got, err := list(); err != nil || len(got) != 0 {
				t.Errorf("clips %s: got %v, %v, want none", name, got, err)
			}
		}
		left, err := db.ClipsIn(t.Context(), recordings.Deleting)
		must(t, err, "clips being deleted")
		same(t, "clips being deleted", left, []recordings.Clip{clip})
		if err := db.CreateClip(t.Context(), clip); err == nil {
			t.Error("a clip with the ID of one that is being deleted: got no error")
		}
		must(t, db.DeleteClip(t.Context(), "c"), "delete the clip")
		left, err = db.ClipsIn(t.Context(), recordings.Deleting)
		must(t, err, "clips being deleted")
		same(t, "clips being deleted afterwards", len(left), 0)
	})
}

func TestClipsAreListedInOrder(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addUser(t, db, "bob")
		session := addSession(t, db, aSession("s", "ada", at(0)))
		other := addSession(t, db, aSession("other", "bob", at(0)))
		add := func(s sessions.Session, id string, leg int, created int64, state recordings.ClipState) {
			clip := clipOf(s, id, at(created))
			clip.Leg, clip.State = leg, state
			addClip(t, db, clip)
		}
		add(session, "leg1", 1, 3, recordings.Recording)
		add(session, "leg0", 0, 2, recordings.Ready)
		add(session, "leg2", 2, 1, recordings.Storing)
		add(other, "of-bob", 0, 9, recordings.Storing)
		mine, err := db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 100})
		must(t, err, "clips of ada")
		same(t, "clips of ada, newest first", ids(mine, clipID), []string{"leg1", "leg0", "leg2"})
		of, err := db.ClipsOfSession(t.Context(), "s")
		must(t, err, "clips of the session")
		same(t, "clips of the session, by leg", ids(of, clipID), []string{"leg0", "leg1", "leg2"})
		for _, tt := range []struct {
			states []recordings.ClipState
			want   []string
		}{
			{nil, nil},
			{[]recordings.ClipState{recordings.Failed}, nil},
			{[]recordings.ClipState{recordings.Ready}, []string{"leg0"}},
			{[]recordings.ClipState{recordings.Storing, recordings.Storing}, []string{"leg2", "of-bob"}},
			{[]recordings.ClipState{recordings.Recording, recordings.Storing}, []string{"leg2", "leg1", "of-bob"}},
		} {
			got, err := db.ClipsIn(t.Context(), tt.states...)
			must(t, err, "clips in states")
			same(t, "clips in "+join(tt.states), ids(got, clipID), tt.want)
		}
	})
}

func join(states []recordings.ClipState) string {
	out := make([]string, 0, len(states))
	for _, s := range states {
		out = append(out, string(s))
	}
	return strings.Join(out, " or ")
}

// Equal instants happen: two candidates of a swap, an import. Asking twice must
// not shuffle the page.
func TestClipsOfOneInstantStandInAFixedOrder(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		session := addSession(t, db, aSession("s", "ada", at(0)))
		for _, id := range []string{"m", "z", "a", "k"} {
			addClip(t, db, clipOf(session, id, at(1)))
		}
		lists := map[string]func() ([]recordings.Clip, error){
			"of a user":    func() ([]recordings.Clip, error) { return db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 100}) },
			"of a session": func() ([]recordings.Clip, error) { return db.ClipsOfSession(t.Context(), "s") },
			"in a state":   func() ([]recordings.Clip, error) { return db.ClipsIn(t.Context(), recordings.Recording) },
		}
		for name, list := range lists {
			clips, err := list()
			must(t, err, "clips "+name)
			got := ids(clips, clipID)
			if !slices.IsSorted(got) {
				slices.Reverse(got)
			}
			same(t, "clips "+name+", sorted by ID one way or the other", got, []string{"a", "k", "m", "z"})
		}
		// An update moves a row in the table; the list must not follow.
		before, err := db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 100})
		must(t, err, "clips")
		_, err = db.UpdateClip(t.Context(), "m", func(c *recordings.Clip) error { c.Title = "moved"; return nil })
		must(t, err, "update")
		after, err := db.ClipsOf(t.Context(), "ada", recordings.Page{Limit: 100})
		must(t, err, "clips")
		same(t, "order after an update", ids(after, clipID), ids(before, clipID))
	})
}

func TestAClipChangesAsAWholeOrNotAtAll(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		clip := addClip(t, db, aClip(t, db, "c", "ada", at(1)))
		refusal := errors.New("refused")
		_, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error {
			*c = stored(*c)
			return refusal
		})
		if err != refusal { //nolint:errorlint // as it is means this very value
			t.Errorf("error: got %v, want the one that change returned", err)
		}
		got, err := db.Clip(t.Context(), "c")
		must(t, err, "read clip")
		same(t, "clip after the refused change", got, clip)
		want := stored(clip)
		want.Title, want.Reason = "Renamed", "r"
		returned, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error {
			*c = stored(*c)
			c.Title, c.Reason = "Renamed", "r"
			return nil
		})
		must(t, err, "update")
		same(t, "returned", returned, want)
		got, err = db.Clip(t.Context(), "c")
		must(t, err, "read clip")
		same(t, "stored", got, want)
	})
}

// Renaming on the page and storing in the background happen at once.
func TestConcurrentChangesOfOneClipLoseNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addClip(t, db, aClip(t, db, "c", "ada", at(1)))
		const writers, each = 8, 20
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					if _, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error { c.Title += "x"; c.Duration += time.Second; return nil }); err != nil {
						t.Errorf("change: %v", err)
					}
				}
			})
		}
		wg.Wait()
		got, err := db.Clip(t.Context(), "c")
		must(t, err, "read clip")
		if n := strings.Count(got.Title, "x"); n != writers*each || got.Duration != writers*each*time.Second {
			t.Errorf("changes kept: got %d and %s, want %d", n, got.Duration, writers*each)
		}
	})
}

func TestADeletedClipIsGone(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		session := addSession(t, db, aSession("s", "ada", at(0)))
		for _, id := range []string{"keep", "drop"} {
			addClip(t, db, stored(clipOf(session, id, at(1))))
		}
		must(t, db.DeleteClip(t.Context(), "drop"), "delete")
		_, err := db.Clip(t.Context(), "drop")
		wantClipNotFound(t, "read", err)
		wantClipNotFound(t, "delete again", db.DeleteClip(t.Context(), "drop"))
		same(t, "clips left", clipsOf(t, db, "ada"), []string{"keep"})
	})
}

// A deletion may not be undone by a change that began before it.
func TestDeletingBesideChangesLeavesNoClip(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addClip(t, db, aClip(t, db, "c", "ada", at(1)))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					_, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error { c.Duration++; return nil })
					if errors.Is(err, recordings.ErrNotFound) {
						return
					}
					if err != nil {
						t.Errorf("change: %v", err)
						return
					}
				}
			})
		}
		must(t, db.DeleteClip(t.Context(), "c"), "delete")
		wg.Wait()
		_, err := db.Clip(t.Context(), "c")
		wantClipNotFound(t, "read", err)
	})
}

// A prompt may be pasted with what PostgreSQL's text can't hold: a zero byte.
// The voice of whoever answers it must not be lost for that.
func TestAPromptWithAZeroByteDoesNotStopARecording(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		question, err := sessions.TypedQuestion("Why\x00 not?\n\tExplain.")
		must(t, err, "type the question")
		if want := "Why not?\n\tExplain."; question.Prompt != want {
			t.Errorf("prompt: got %q, want %q", question.Prompt, want)
		}
		session := aSession("s", "ada", at(0))
		session.Questions[0] = question
		must(t, db.CreateSession(t.Context(), session), "create the session")
		clip := clipOf(session, "c", at(1))
		clip.Prompt = question.Prompt
		must(t, db.CreateClip(t.Context(), clip), "create the clip")
	})
}
