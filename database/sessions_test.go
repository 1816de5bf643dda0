package database_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"practice/cursor"
	"practice/database"
	"practice/sessions"
)

func TestASessionComesBackAsStoredInEveryState(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addGuest(t, db, "bob")
		lobby := aSession("lobby", "ada", at(0))
		lobby.Participants = append(lobby.Participants,
			sessions.Participant{UserID: "bob", Name: "Bob", Role: sessions.Interviewer, JoinedAt: at(5), ConsentedAt: at(6)})
		live := running(lobby, at(3000))
		live.ID, live.Leg = "running", 1
		live.Clock.Plan[0].Duration = 1234 * time.Millisecond
		over := ended(live, at(9999))
		over.ID = "ended"
		abandoned := ended(lobby, at(50))
		abandoned.ID = "abandoned"
		bare := sessions.Session{ID: "bare", OwnerID: "ada", Kind: sessions.Solo, CreatedAt: at(1), Participants: lobby.Participants[:1]}
		for _, want := range []sessions.Session{lobby, live, over, abandoned, bare} {
			addSession(t, db, want)
			got, err := db.Session(t.Context(), want.ID)
			must(t, err, "read session "+want.ID)
			same(t, "session "+want.ID, got, want)
			if got.State() != want.State() {
				t.Errorf("session %s: got state %s, want %s", want.ID, got.State(), want.State())
			}
		}
	})
}

// A stage that was left early ends between two milliseconds; the clock's sum
// must not drift from what the pages were told.
func TestDurationsKeepTheirNanoseconds(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		want := running(aSession("s", "ada", at(0)), at(0))
		want.Clock.Plan[0].Duration = 1234567891 * time.Nanosecond
		addSession(t, db, want)
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read session")
		if got.Clock.Duration() != want.Clock.Duration() {
			t.Errorf("length of the plan: got %s, want %s", got.Clock.Duration(), want.Clock.Duration())
		}
	})
}

func TestASessionIsCreatedOnceAndWhole(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		want := addSession(t, db, aSession("s", "ada", at(0)))
		again := aSession("s", "ada", at(7))
		if err := db.CreateSession(t.Context(), again); err == nil {
			t.Error("creating session s again: got no error")
		}
		twoSeats := aSession("twice", "ada", at(0))
		twoSeats.Participants = append(twoSeats.Participants, twoSeats.Participants[0])
		if err := db.CreateSession(t.Context(), twoSeats); err == nil {
			t.Error("a person with two seats in one session: got no error")
		}
		nobody := aSession("nobody", "ada", at(0))
		nobody.Participants = nil
		if err := db.CreateSession(t.Context(), nobody); err == nil {
			t.Error("a session without its creator: got no error")
		}
		for _, id := range []string{"twice", "nobody"} {
			_, err := db.Session(t.Context(), id)
			wantNotFound(t, "session "+id+", whose creation failed", err)
		}
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read session")
		same(t, "session after the failed creation", got, want)
	})
}

func TestUnknownSessionsAreNotFound(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		_, err := db.Session(t.Context(), "none")
		wantNotFound(t, "read", err)
		_, err = db.UpdateSession(t.Context(), "none", func(*sessions.Session) error {
			t.Error("change was called for a session that is not there")
			return nil
		})
		wantNotFound(t, "update", err)
		got, err := db.SessionsOf(t.Context(), "nobody", cursor.Cursor{}, 10)
		must(t, err, "sessions of nobody")
		same(t, "sessions of nobody", got, []sessions.Session(nil))
	})
}

func TestEveryStepOfASessionIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		guest := addGuest(t, db, "bob")
		observer := addGuest(t, db, "cyd")
		addSession(t, db, aSession("s", "ada", at(0)))
		steps := []struct {
			name   string
			change func(*sessions.Session) error
		}{
			{"bob joins", func(s *sessions.Session) error { return s.Join(guest, at(10)) }},
			{"cyd joins", func(s *sessions.Session) error { return s.Join(observer, at(11)) }},
			{"ada consents", func(s *sessions.Session) error { return s.Consent("ada", at(20)) }},
			{"roles swapped", func(s *sessions.Session) error { return s.SwapRoles("bob") }},
			{"cyd leaves", func(s *sessions.Session) error { return s.Leave("cyd", at(9)) }},
			{"bob consents", func(s *sessions.Session) error { return s.Consent("bob", at(30)) }},
			{"ada consents again", func(s *sessions.Session) error { return s.Consent("ada", at(31)) }},
			{"cyd comes back", func(s *sessions.Session) error { return s.Join(observer, at(32)) }},
			{"cyd consents", func(s *sessions.Session) error { return s.Consent("cyd", at(33)) }},
			{"ada starts", func(s *sessions.Session) error { return s.Start("ada", at(40)) }},
			{"bob skips a stage", func(s *sessions.Session) error { return s.SkipStage("bob", at(4040)) }},
			{"ada ends", func(s *sessions.Session) error { return s.End("ada", at(5000)) }},
		}
		want := aSession("s", "ada", at(0))
		for _, step := range steps {
			must(t, step.change(&want), step.name)
			returned, err := db.UpdateSession(t.Context(), "s", step.change)
			must(t, err, step.name)
			same(t, step.name+": returned", returned, want)
			stored, err := db.Session(t.Context(), "s")
			must(t, err, "read after: "+step.name)
			same(t, step.name+": stored", stored, want)
		}
	})
}

func TestAnErrorOfAChangeIsReturnedAsItIsAndNothingIsWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		want := addSession(t, db, aSession("s", "ada", at(0)))
		refusal := errors.New("refused")
		read, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
			s.Participants[0].Name, s.Leg, s.EndedAt = "changed", 1, at(1)
			return refusal
		})
		if err != refusal { //nolint:errorlint // as it is means this very value
			t.Errorf("error: got %v, want the one that change returned", err)
		}
		same(t, "session returned with the refusal", read, want)
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read session")
		same(t, "session after the refused change", got, want)
		_, err = db.UpdateSession(t.Context(), "s", func(*sessions.Session) error { return nil })
		must(t, err, "update after the refused change")
	})
}

func TestAPanicInAChangeLeavesTheSessionFree(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		want := addSession(t, db, aSession("s", "ada", at(0)))
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic of a change was swallowed")
				}
			}()
			_, _ = db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
				s.Leg = 1
				panic("a bug")
			})
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := db.UpdateSession(ctx, "s", func(*sessions.Session) error { return nil })
		must(t, err, "update after the panic")
		got, err := db.Session(ctx, "s")
		must(t, err, "read after the panic")
		same(t, "session after the panic", got, want)
	})
}

func TestConcurrentChangesOfOneSessionLoseNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addSession(t, db, aSession("s", "ada", at(0)))
		const writers, each = 16, 20
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					_, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
						s.Leg++
						s.Questions[0].Points = append(s.Questions[0].Points, fmt.Sprintf("%d/%d", w, i))
						return nil
					})
					if err != nil {
						t.Errorf("change %d of writer %d: %v", i, w, err)
					}
					if _, err := db.Session(t.Context(), "s"); err != nil {
						t.Errorf("read beside the writers: %v", err)
					}
				}
			})
		}
		wg.Wait()
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read session")
		points := got.Questions[0].Points[3:]
		slices.Sort(points)
		if got.Leg != writers*each || len(slices.Compact(points)) != writers*each {
			t.Errorf("after %d changes: got %d counted and %d noted", writers*each, got.Leg, len(points))
		}
	})
}

// Two processes share a database: the server and `practice token`, or two nodes.
func TestChangesThroughTwoOpenDatabasesLoseNothing(t *testing.T) {
	t.Parallel()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url := e.url(t)
			handles := []*database.DB{open(t, url), open(t, url)}
			addUser(t, handles[0], "ada")
			addSession(t, handles[0], aSession("s", "ada", at(0)))
			const each = 100
			var wg sync.WaitGroup
			for _, db := range handles {
				wg.Go(func() {
					for range each {
						if _, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error { s.Leg++; return nil }); err != nil {
							t.Errorf("change: %v", err)
						}
					}
				})
			}
			wg.Wait()
			got, err := handles[1].Session(t.Context(), "s")
			must(t, err, "read session")
			if got.Leg != 2*each {
				t.Errorf("changes kept: got %d, want %d", got.Leg, 2*each)
			}
		})
	}
}

// A reader beside writers must see a session whole: participants and session
// are in two tables.
func TestAReaderNeverSeesHalfAChange(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addSession(t, db, aSession("s", "ada", at(0)))
		var wg sync.WaitGroup
		defer wg.Wait()
		done := make(chan struct{})
		wg.Go(func() {
			defer close(done)
			for i := range 200 {
				_, err := db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error {
					s.Leg = i
					s.Participants[0].Name = fmt.Sprint(i)
					return nil
				})
				if err != nil {
					t.Errorf("change %d: %v", i, err)
				}
			}
		})
		for {
			select {
			case <-done:
				return
			default:
			}
			got, err := db.Session(t.Context(), "s")
			must(t, err, "read session")
			if len(got.Participants) != 1 {
				t.Fatalf("a reader saw %d participants, want 1", len(got.Participants))
			}
			if name := got.Participants[0].Name; name != "Owner" && name != fmt.Sprint(got.Leg) {
				t.Fatalf("a reader saw the session of change %d with the participants of change %s", got.Leg, name)
			}
		}
	})
}

func TestACancelledChangeIsNotWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		want := addSession(t, db, aSession("s", "ada", at(0)))
		ctx, cancel := context.WithCancel(t.Context())
		_, err := db.UpdateSession(ctx, "s", func(s *sessions.Session) error {
			s.Leg = 1
			cancel()
			return nil
		})
		if err == nil {
			t.Error("a change whose caller has gone: got no error")
		}
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read session")
		same(t, "session after the cancelled change", got, want)
	})
}

func TestSessionsOfListsTheUsersSessionsNewestFirst(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		for _, user := range []string{"ada", "bob"} {
			addUser(t, db, user)
		}
		addSession(t, db, aSession("old", "ada", at(1)))
		addSession(t, db, aSession("tie-a", "ada", at(5)))
		addSession(t, db, aSession("tie-b", "ada", at(5)))
		addSession(t, db, ended(aSession("new", "ada", at(9)), at(10)))
		addSession(t, db, aSession("of-bob", "bob", at(7)))
		shared := aSession("shared", "bob", at(8))
		shared.Participants = append(shared.Participants, sessions.Participant{UserID: "ada", Name: "Ada", Role: sessions.Interviewer, JoinedAt: at(8)})
		addSession(t, db, shared)
		all, err := db.SessionsOf(t.Context(), "ada", cursor.Cursor{}, 100)
		must(t, err, "sessions of ada")
		got := ids(all, sessionID)
		// What is equally old stands in one fixed order, whichever it is.
		if slices.Index(got, "tie-a") > slices.Index(got, "tie-b") {
			same(t, "sessions of ada", got, []string{"new", "shared", "tie-b", "tie-a", "old"})
		} else {
			same(t, "sessions of ada", got, []string{"new", "shared", "tie-a", "tie-b", "old"})
		}
		same(t, "the shared session in the list", all[1], shared)
		for limit := range 7 {
			some, err := db.SessionsOf(t.Context(), "ada", cursor.Cursor{}, limit)
			must(t, err, "sessions of ada, limited")
			same(t, fmt.Sprintf("at most %d", limit), ids(some, sessionID), got[:min(limit, len(got))])
		}
		_, err = db.UpdateSession(t.Context(), "shared", func(s *sessions.Session) error { return s.Leave("ada", at(9)) })
		must(t, err, "leave")
		all, err = db.SessionsOf(t.Context(), "ada", cursor.Cursor{}, 1)
		must(t, err, "sessions of ada")
		same(t, "newest after leaving the shared one", ids(all, sessionID), []string{"new"})
	})
}

func TestRunningSessionsHaveStartedAndNotEnded(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		lobby := aSession("lobby", "ada", at(0))
		addSession(t, db, lobby)
		for _, name := range []string{"live-b", "live-a"} {
			s := running(aSession(name, "ada", at(1)), at(2))
			addSession(t, db, s)
		}
		over := ended(running(aSession("over", "ada", at(1)), at(2)), at(3))
		addSession(t, db, over)
		abandoned := ended(aSession("abandoned", "ada", at(1)), at(3))
		addSession(t, db, abandoned)
		got, err := db.RunningSessions(t.Context())
		must(t, err, "running sessions")
		names := ids(got, sessionID)
		slices.Sort(names)
		same(t, "running sessions", names, []string{"live-a", "live-b"})
		for _, s := range got {
			same(t, "running session "+s.ID, s, running(aSession(s.ID, "ada", at(1)), at(2)))
		}
	})
}
