package database_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"practice/database"
	"practice/people"
	"practice/problem"
	"practice/recordings"
)

// addLink stores a sign-in link that expires at 1000.
func addLink(t *testing.T, db *database.DB, link people.SignInLink) {
	t.Helper()
	link.CreatedAt, link.ExpiresAt = at(0), at(1000)
	must(t, db.CreateSignInLink(t.Context(), link), "create sign-in link "+link.TokenHash)
}

func clipsOf(t *testing.T, db *database.DB, owner string) []string {
	t.Helper()
	clips, err := db.ClipsOf(t.Context(), owner, recordings.Page{Limit: 100})
	must(t, err, "clips of "+owner)
	return ids(clips, func(c recordings.Clip) string { return c.ID })
}

func TestALinkWithoutAUserMakesAFullUserOfItsHolder(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addLink(t, db, people.SignInLink{TokenHash: "h", Name: "Grace"})
		user, err := people.SignIn(t.Context(), db, "h", "", "new", at(10))
		must(t, err, "redeem")
		if user.ID != "new" || user.Guest || user.Name != "Grace" || !user.CreatedAt.Equal(at(10)) {
			t.Errorf("user: got %+v, want the full user new, Grace, created at the redemption", user)
		}
		stored, err := db.User(t.Context(), "new")
		must(t, err, "read user")
		same(t, "stored user", stored, user)
		first, err := db.FirstUser(t.Context())
		must(t, err, "first user")
		same(t, "first user", first, user)
	})
}

func TestALinkWithoutAUserMakesTheGuestAFullUserWhoKeepsTheClips(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		guest := addGuest(t, db, "bob")
		addClip(t, db, aClip(t, db, "c", "bob", at(0)))
		addLink(t, db, people.SignInLink{TokenHash: "h"})
		user, err := people.SignIn(t.Context(), db, "h", "bob", "new", at(10))
		must(t, err, "redeem")
		want := guest
		want.Guest = false
		same(t, "user", user, want)
		stored, err := db.User(t.Context(), "bob")
		must(t, err, "read user")
		same(t, "stored user", stored, want)
		_, err = db.User(t.Context(), "new")
		wantNotFound(t, "a second user", err)
		same(t, "clips", clipsOf(t, db, "bob"), []string{"c"})
	})
}

func TestALinkOfAUserHandsTheGuestsClipsOver(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		ada := addUser(t, db, "ada")
		addGuest(t, db, "bob")
		addGuest(t, db, "cyd")
		addClip(t, db, aClip(t, db, "of-ada", "ada", at(1)))
		addClip(t, db, aClip(t, db, "of-bob", "bob", at(2)))
		addClip(t, db, aClip(t, db, "of-cyd", "cyd", at(3)))
		addLink(t, db, people.SignInLink{TokenHash: "h", UserID: "ada"})
		user, err := people.SignIn(t.Context(), db, "h", "bob", "new", at(10))
		must(t, err, "redeem")
		same(t, "user", user, ada)
		same(t, "clips of ada", clipsOf(t, db, "ada"), []string{"of-bob", "of-ada"})
		same(t, "clips of bob", clipsOf(t, db, "bob"), []string{})
		same(t, "clips of cyd", clipsOf(t, db, "cyd"), []string{"of-cyd"})
		clip, err := db.Clip(t.Context(), "of-bob")
		must(t, err, "read clip")
		if session, err := db.Session(t.Context(), clip.SessionID); err != nil || session.Question(clip.Leg).Prompt == "" {
			t.Errorf("the session of a clip handed over: got %+v, %v", session, err)
		}
	})
}

// Only a guest hands clips over; a link is no way into a full user's library.
func TestALinkTakesNothingFromAFullUser(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		eve := addUser(t, db, "eve")
		addClip(t, db, aClip(t, db, "of-eve", "eve", at(1)))
		addLink(t, db, people.SignInLink{TokenHash: "h", UserID: "ada"})
		user, err := people.SignIn(t.Context(), db, "h", "eve", "new", at(10))
		if err == nil && user.ID != "ada" {
			t.Errorf("user: got %s, want ada", user.ID)
		}
		same(t, "clips of eve", clipsOf(t, db, "eve"), []string{"of-eve"})
		got, err := db.User(t.Context(), "eve")
		must(t, err, "read eve")
		same(t, "eve", got, eve)
	})
}

func TestALinkWorksOnceAndUntilItExpires(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		for _, hash := range []string{"used", "old", "just"} {
			addLink(t, db, people.SignInLink{TokenHash: hash, UserID: "ada"})
		}
		_, err := people.SignIn(t.Context(), db, "unknown", "", "new", at(1))
		wantNotFound(t, "an unknown link", err)
		_, err = people.SignIn(t.Context(), db, "", "", "new", at(1))
		wantNotFound(t, "no link", err)
		_, err = people.SignIn(t.Context(), db, "used", "", "new", at(1))
		must(t, err, "first use")
		_, err = people.SignIn(t.Context(), db, "used", "", "new", at(1))
		wantNotFound(t, "second use", err)
		for range 2 {
			_, err = people.SignIn(t.Context(), db, "old", "", "new", at(1000))
			if !errors.Is(err, problem.Expired) {
				t.Errorf("a link at its expiry: got %v, want ErrExpired, also when asked again", err)
			}
		}
		_, err = people.SignIn(t.Context(), db, "just", "", "new", at(999))
		must(t, err, "a millisecond before the expiry")
	})
}

func TestAFailedRedemptionLeavesTheLinkGood(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "taken")
		addLink(t, db, people.SignInLink{TokenHash: "h", Name: "Grace"})
		if _, err := people.SignIn(t.Context(), db, "h", "", "taken", at(1)); err == nil {
			t.Fatal("a new user with a taken ID: got no error")
		}
		user, err := people.SignIn(t.Context(), db, "h", "", "free", at(1))
		must(t, err, "the same link afterwards")
		if user.ID != "free" {
			t.Errorf("user: got %s, want free", user.ID)
		}
	})
}

func TestOfRacingRedemptionsOneWins(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		for _, link := range []people.SignInLink{{TokenHash: "of-nobody", Name: "N"}, {TokenHash: "of-ada", UserID: "ada"}} {
			addLink(t, db, link)
			const racers = 12
			errs := make([]error, racers)
			var wg sync.WaitGroup
			begin := make(chan struct{})
			for i := range racers {
				wg.Go(func() {
					<-begin
					_, errs[i] = people.SignIn(t.Context(), db, link.TokenHash, "", link.TokenHash+string(rune('a'+i)), at(1))
				})
			}
			close(begin)
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else {
					wantNotFound(t, "a loser of "+link.TokenHash, err)
				}
			}
			if won != 1 {
				t.Errorf("link %s: %d of %d redemptions won, want 1", link.TokenHash, won, racers)
			}
		}
	})
}

func TestAnAPITokenActsForItsUserUntilItIsRevoked(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		ada := addUser(t, db, "ada")
		addUser(t, db, "bob")
		token := people.APIToken{ID: "t1", UserID: "ada", Name: "OBS", TokenHash: "hash1", CreatedAt: at(5)}
		other := people.APIToken{ID: "t0", UserID: "bob", Name: "other", TokenHash: "hash0", CreatedAt: at(5)}
		older := people.APIToken{ID: "t9", UserID: "ada", Name: "OBS", TokenHash: "hash9", CreatedAt: at(1)}
		for _, add := range []people.APIToken{token, other, older} {
			must(t, db.CreateAPIToken(t.Context(), add), "create token "+add.ID)
		}
		list, err := db.APITokens(t.Context())
		must(t, err, "list")
		same(t, "tokens, oldest first", list, []people.APIToken{older, other, token})
		user, err := db.UseAPIToken(t.Context(), "hash1", at(77))
		must(t, err, "use")
		same(t, "user", user, ada)
		token.LastUsedAt = at(77)
		list, err = db.APITokens(t.Context())
		must(t, err, "list")
		same(t, "tokens after the use", list, []people.APIToken{older, other, token})
		must(t, db.RevokeAPIToken(t.Context(), "t1"), "revoke")
		wantNotFound(t, "revoke again", db.RevokeAPIToken(t.Context(), "t1"))
		for _, hash := range []string{"hash1", "", "t9", "unknown"} {
			_, err = db.UseAPIToken(t.Context(), hash, at(78))
			wantNotFound(t, "use of "+hash, err)
		}
		list, err = db.APITokens(t.Context())
		must(t, err, "list")
		same(t, "tokens after the revocation", list, []people.APIToken{older, other})
	})
}

func TestATokensLastUseNeverGoesBack(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		must(t, db.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: "ada", TokenHash: "h", CreatedAt: at(0)}), "create")
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				if _, err := db.UseAPIToken(t.Context(), "h", at(int64(i)*60_000)); err != nil {
					t.Errorf("use %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		list, err := db.APITokens(t.Context())
		must(t, err, "list")
		if got, want := list[0].LastUsedAt, at(19*60_000); !got.Equal(want) {
			t.Errorf("last use: got %s, want %s", got, want)
		}
	})
}

func TestCredentialsOfNobodyAreRefused(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		if err := db.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: "none", TokenHash: "h", CreatedAt: at(0)}); err == nil {
			t.Error("an API token of an unknown user: got no error")
		}
		addLink(t, db, people.SignInLink{TokenHash: "h", UserID: "none"})
		addGuest(t, db, "bob")
		addClip(t, db, aClip(t, db, "of-bob", "bob", at(1)))
		_, err := people.SignIn(t.Context(), db, "h", "bob", "new", at(1))
		wantNotFound(t, "a sign-in link of an unknown user", err)
		same(t, "clips of bob", clipsOf(t, db, "bob"), []string{"of-bob"})
		addUser(t, db, "ada")
		taken := people.APIToken{ID: "t", UserID: "ada", TokenHash: "h", CreatedAt: at(0)}
		must(t, db.CreateAPIToken(t.Context(), taken), "create")
		for _, again := range []people.APIToken{{ID: "t", TokenHash: "h2"}, {ID: "t2", TokenHash: "h"}} {
			again.UserID, again.CreatedAt = "ada", at(1)
			if err := db.CreateAPIToken(t.Context(), again); err == nil {
				t.Errorf("token %s with hash %s a second time: got no error", again.ID, again.TokenHash)
			}
		}
		list, err := db.APITokens(t.Context())
		must(t, err, "list")
		same(t, "tokens", list, []people.APIToken{taken})
	})
}

// Of those who are connected, the ones are found whose login is over, whose token is
// revoked, or who are no user any more.
func TestCredentialsThatAreGone(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		hold := func(kind people.CredentialKind, hash, user string) people.Holder {
			return people.Holder{Credential: people.Credential{Kind: kind, Hash: hash}, UserID: user}
		}
		must(t, db.CreateUser(t.Context(), people.User{ID: "ada", Name: "Ada", CreatedAt: at(0)}), "create a user")
		must(t, db.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: "ada", Name: "OBS", TokenHash: "good", CreatedAt: at(0)}), "create a token")
		must(t, db.Logins().CommitCtx(t.Context(), "good", nil, time.Now().Add(time.Hour)), "commit a login")
		must(t, db.Logins().CommitCtx(t.Context(), "old", nil, time.Now().Add(-time.Second)), "commit a login")
		holders := []people.Holder{
			hold(people.Login, "good", "ada"), hold(people.Token, "good", "ada"),
			hold(people.Login, "old", "ada"), hold(people.Login, "never", "ada"), hold(people.Token, "revoked", "ada"),
		}
		gone, err := db.GoneCredentials(t.Context(), holders)
		must(t, err, "look")
		same(t, "gone", gone, []people.Credential{holders[2].Credential, holders[3].Credential, holders[4].Credential})
		gone, err = db.GoneCredentials(t.Context(), []people.Holder{hold(people.Login, "good", "deleted")})
		must(t, err, "look")
		same(t, "gone with their user", gone, []people.Credential{{Kind: people.Login, Hash: "good"}})
		must(t, db.EndLogin(t.Context(), "good"), "end a login")
		must(t, db.EndLogin(t.Context(), "good"), "end it again")
		gone, err = db.GoneCredentials(t.Context(), holders[:2])
		must(t, err, "look")
		same(t, "gone", gone, []people.Credential{holders[0].Credential})
	})
}
