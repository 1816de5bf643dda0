package database_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practice/database"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

// addInvite keeps an invite as it is.
func addInvite(t *testing.T, db *database.DB, invite sessions.Invite) error {
	t.Helper()
	_, err := db.CreateInvite(t.Context(), invite.SessionID, func(*sessions.Session, []sessions.Invite) (sessions.Invite, error) { return invite, nil })
	return err
}

// anInvite has every field set.
func anInvite(id string, created time.Time) sessions.Invite {
	return sessions.Invite{
		ID: id, TokenHash: people.HashToken(id), SessionID: "s", Role: sessions.Observer, Knock: true, MaxUses: 3,
		UsedBy: []string{"x", "y"}, CreatedAt: created, ExpiresAt: created.Add(time.Minute), RevokedAt: created.Add(time.Second),
	}
}

func TestAnInviteComesBackByTheHashOfItsToken(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		session := addSession(t, db, aSession("s", "ada", at(0)))
		first, second := anInvite("one", at(1)), sessions.Invite{ID: "two", TokenHash: people.HashToken("two"), SessionID: "s", CreatedAt: at(2), ExpiresAt: at(3)}
		for _, want := range []sessions.Invite{first, second} {
			must(t, addInvite(t, db, want), "create invite")
			got, its, err := db.Invite(t.Context(), want.TokenHash)
			must(t, err, "read invite")
			same(t, "invite", got, want)
			same(t, "its session", its.ID, session.ID)
			if err := addInvite(t, db, want); err == nil {
				t.Error("the same invite twice: got no error")
			}
		}
		_, _, err := db.Invite(t.Context(), "one")
		wantNotFound(t, "an invite by its bare token", err)
		_, _, err = db.Invite(t.Context(), "")
		wantNotFound(t, "an invite by nothing", err)

		_, err = db.CreateInvite(t.Context(), "s", func(s *sessions.Session, others []sessions.Invite) (sessions.Invite, error) {
			same(t, "the session of a draft", s.ID, "s")
			same(t, "the invites beside a draft", others, []sessions.Invite{first, second})
			return sessions.Invite{}, problem.Conflict
		})
		if !errors.Is(err, problem.Conflict) {
			t.Errorf("a refused draft: got %v, want its own error", err)
		}
		list, err := db.InvitesOf(t.Context(), "s")
		must(t, err, "list the invites")
		same(t, "the invites", list, []sessions.Invite{first, second})
	})
}

func TestAnInviteOpensASessionThatExists(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		wantNotFound(t, "an invite to no session", addInvite(t, db, sessions.Invite{TokenHash: "h", SessionID: "none", CreatedAt: at(0), ExpiresAt: at(1)}))
	})
}

func TestAnInviteIsRevokedByItsID(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addSession(t, db, aSession("s", "ada", at(0)))
		addSession(t, db, aSession("other", "ada", at(0)))
		invite := anInvite("one", at(1))
		invite.RevokedAt = time.Time{}
		must(t, addInvite(t, db, invite), "create invite")
		wantNotFound(t, "revoke an invite of another session", db.RevokeInvite(t.Context(), "other", "one", at(9)))
		for _, when := range []int64{9, 10} { // the second changes nothing
			must(t, db.RevokeInvite(t.Context(), "s", "one", at(when)), "revoke")
		}
		got, _, err := db.Invite(t.Context(), invite.TokenHash)
		must(t, err, "read invite")
		same(t, "when it was revoked", got.RevokedAt, at(9))
	})
}

// TestAnInviteForOneLetsOneIn, however many open it at once; who is refused leaves
// no guest behind.
func TestAnInviteForOneLetsOneIn(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addSession(t, db, aSession("s", "ada", at(0)))
		invite := sessions.Invite{
			ID: "one", TokenHash: "hash", SessionID: "s", Role: sessions.Interviewer, MaxUses: 1, CreatedAt: at(1), ExpiresAt: at(1).Add(time.Hour),
		}
		must(t, addInvite(t, db, invite), "create invite")
		var in, refused atomic.Int32
		var racing sync.WaitGroup
		const racers = 200
		for n := range racers {
			guest := people.User{ID: fmt.Sprint("guest", n), Name: "Guest", Guest: true, CreatedAt: at(2)}
			racing.Go(func() {
				_, err := db.RedeemInvite(t.Context(), "hash", &guest, people.Quotas{}.MayMakeGuest, func(s *sessions.Session, i *sessions.Invite) error {
					return s.Redeem(i, guest, at(2))
				})
				switch {
				case err == nil:
					in.Add(1)
				case errors.Is(err, sessions.ErrNoInvite):
					refused.Add(1)
				default:
					t.Errorf("%s: %v", guest.ID, err)
				}
			})
		}
		racing.Wait()
		if in.Load() != 1 || refused.Load() != racers-1 {
			t.Errorf("%d came in and %d were refused, want 1 and %d", in.Load(), refused.Load(), racers-1)
		}
		session, err := db.Session(t.Context(), "s")
		must(t, err, "read the session")
		guests := 0
		for n := range racers {
			if _, err := db.User(t.Context(), fmt.Sprint("guest", n)); err == nil {
				guests++
			}
		}
		if len(session.Participants) != 2 || guests != 1 {
			t.Errorf("there are %d seats and %d guests, want 2 and 1", len(session.Participants), guests)
		}
	})
}

// TestWhoWaitsIsKept: the door comes back as it was, over a restart as well.
func TestWhoWaitsIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		session := aSession("s", "ada", at(0))
		session.Door = sessions.Door{
			Knocks:     []sessions.Knock{{UserID: "bob", Name: "Bob", Role: sessions.Observer, At: at(1)}},
			TurnedAway: []sessions.TurnedAway{{UserID: "eve", At: at(2), Removed: true}},
		}
		addSession(t, db, session)
		got, err := db.Session(t.Context(), "s")
		must(t, err, "read the session")
		same(t, "the door", got.Door, session.Door)
		got, err = db.UpdateSession(t.Context(), "s", func(s *sessions.Session) error { return s.Refuse("ada", "bob", at(3)) })
		must(t, err, "refuse")
		same(t, "the door after a refusal", got.Door.TurnedAway, append(session.Door.TurnedAway, sessions.TurnedAway{UserID: "bob", At: at(3)}))
		if len(got.Door.Knocks) != 0 {
			t.Errorf("who was refused waits: %+v", got.Door.Knocks)
		}
	})
}
