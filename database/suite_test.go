package database_test

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/database"
	"practice/internal/postgres"
	"practice/recordings"
	"practice/sessions"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 123e6, time.UTC)

// onEach runs the test on SQLite and on a real PostgreSQL server.
func onEach(t *testing.T, server *postgres.Server, name string, test func(t *testing.T, db *database.DB)) {
	t.Helper()
	for engine, url := range map[string]string{
		"SQLite":     "sqlite:" + filepath.Join(t.TempDir(), "practice.db"),
		"PostgreSQL": server.Database(t),
	} {
		t.Run(name+"/"+engine, func(t *testing.T) { test(t, open(t, url)) })
	}
}

func open(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// TestDatabase is the one suite: what the ports promise, on both engines.
func TestDatabase(t *testing.T) {
	server := postgres.Start(t)
	for name, test := range map[string]func(*testing.T, *database.DB){
		"users":                         testUsers,
		"sign-in links":                 testSignInLinks,
		"a link is redeemed once":       testLinkRace,
		"guests become users":           testGuests,
		"API tokens":                    testTokens,
		"sessions":                      testSessions,
		"changes of a session queue up": testSessionRace,
		"invites":                       testInvites,
		"clips":                         testClips,
		"changes of a clip queue up":    testClipRace,
		"logins":                        testLogins,
	} {
		onEach(t, server, name, test)
	}
}

func testUsers(t *testing.T, db *database.DB) {
	if _, err := db.FirstUser(t.Context()); !errors.Is(err, sessions.ErrNotFound) {
		t.Errorf("first user of none: %v, want ErrNotFound", err)
	}
	guest := sessions.User{ID: "g", Name: "Gast Ünal 🎤", Guest: true, CreatedAt: now}
	ada := sessions.User{ID: "a", Name: "Ada", CreatedAt: now.Add(time.Minute)}
	for _, u := range []sessions.User{guest, ada} {
		must(t, db.CreateUser(t.Context(), u))
		got, err := db.User(t.Context(), u.ID)
		must(t, err)
		same(t, got, u)
	}
	if err := db.CreateUser(t.Context(), ada); err == nil {
		t.Error("a second user with the same ID was created")
	}
	first, err := db.FirstUser(t.Context())
	must(t, err)
	same(t, first, ada)
	must(t, db.RenameUser(t.Context(), "a", "Ada L."))
	got, err := db.User(t.Context(), "a")
	must(t, err)
	if got.Name != "Ada L." {
		t.Errorf("name %q after renaming", got.Name)
	}
	if err := db.RenameUser(t.Context(), "nobody", "x"); !errors.Is(err, sessions.ErrNotFound) {
		t.Errorf("rename nobody: %v, want ErrNotFound", err)
	}
	if _, err := db.User(t.Context(), "nobody"); !errors.Is(err, sessions.ErrNotFound) {
		t.Errorf("user nobody: %v, want ErrNotFound", err)
	}
}

func testSignInLinks(t *testing.T, db *database.DB) {
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "new", Name: "Ben", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "old", CreatedAt: now, ExpiresAt: now}))
	if _, err := db.RedeemSignInLink(t.Context(), "old", "", "x", now); !errors.Is(err, sessions.ErrExpired) {
		t.Errorf("an old link: %v, want ErrExpired", err)
	}
	user, err := db.RedeemSignInLink(t.Context(), "new", "", "ben", now)
	must(t, err)
	same(t, user, sessions.User{ID: "ben", Name: "Ben", CreatedAt: now})
	if _, err := db.RedeemSignInLink(t.Context(), "new", "", "y", now); !errors.Is(err, sessions.ErrNotFound) {
		t.Errorf("a used link: %v, want ErrNotFound", err)
	}
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "again", UserID: "ben", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
	same(t, first(db.RedeemSignInLink(t.Context(), "again", "", "z", now)), user)
}

func testLinkRace(t *testing.T, db *database.DB) {
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "once", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
	won := make(chan string, 8)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			user, err := db.RedeemSignInLink(t.Context(), "once", "", fmt.Sprint("user", i), now)
			if err == nil {
				won <- user.ID
			} else if !errors.Is(err, sessions.ErrNotFound) {
				t.Errorf("redeem: %v", err)
			}
		})
	}
	all.Wait()
	if len(won) != 1 {
		t.Errorf("%d redeemed the link, want 1", len(won))
	}
}

func testGuests(t *testing.T, db *database.DB) {
	for _, id := range []string{"g1", "g2"} {
		must(t, db.CreateUser(t.Context(), sessions.User{ID: id, Name: id, Guest: true, CreatedAt: now}))
		must(t, db.CreateClip(t.Context(), recordings.Clip{ID: "clip-" + id, OwnerID: id, State: recordings.Ready, CreatedAt: now}))
	}
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "1", ExpiresAt: now.Add(time.Hour)}))
	user := first(db.RedeemSignInLink(t.Context(), "1", "g1", "unused", now))
	if user.ID != "g1" || user.Guest {
		t.Errorf("the guest became %+v, want the full user g1", user)
	}
	must(t, db.CreateSignInLink(t.Context(), sessions.SignInLink{TokenHash: "2", UserID: "g1", ExpiresAt: now.Add(time.Hour)}))
	if user := first(db.RedeemSignInLink(t.Context(), "2", "g2", "unused", now)); user.ID != "g1" {
		t.Errorf("signed in as %q, want g1", user.ID)
	}
	clips, err := db.ClipsOf(t.Context(), "g1")
	must(t, err)
	if len(clips) != 2 {
		t.Errorf("the user has %d clips, want own and the guest's", len(clips))
	}
}

func testTokens(t *testing.T, db *database.DB) {
	must(t, db.CreateUser(t.Context(), sessions.User{ID: "a", Name: "Ada", CreatedAt: now}))
	must(t, db.CreateAPIToken(t.Context(), sessions.APIToken{ID: "1", UserID: "a", Name: "OBS", TokenHash: "h", CreatedAt: now}))
	user, err := db.UseAPIToken(t.Context(), "h", now.Add(time.Minute))
	must(t, err)
	if user.ID != "a" {
		t.Errorf("the token is %q's, want a's", user.ID)
	}
	tokens, err := db.APITokens(t.Context())
	must(t, err)
	same(t, tokens, []sessions.APIToken{{ID: "1", UserID: "a", Name: "OBS", TokenHash: "h", CreatedAt: now, LastUsedAt: now.Add(time.Minute)}})
	must(t, db.RevokeAPIToken(t.Context(), "1"))
	for what, err := range map[string]error{
		"revoke again": db.RevokeAPIToken(t.Context(), "1"),
		"use revoked":  errorOf(db.UseAPIToken(t.Context(), "h", now)),
	} {
		if !errors.Is(err, sessions.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", what, err)
		}
	}
}

// paired makes users and a session of two in the lobby.
func paired(t *testing.T, db *database.DB, id string, at time.Time) sessions.Session {
	t.Helper()
	ada, ben := sessions.User{ID: id + "-ada", Name: "Ada", CreatedAt: now}, sessions.User{ID: id + "-ben", Name: "Ben", Guest: true, CreatedAt: now}
	must(t, db.CreateUser(t.Context(), ada))
	must(t, db.CreateUser(t.Context(), ben))
	format, err := sessions.FormatByID("peer-swap-10")
	must(t, err)
	question := sessions.Question{ID: "q", Domain: "d", Topic: "t", Level: sessions.Senior, Prompt: "Why?", Hints: []string{"h"}, Points: []string{"p"}}
	s, err := sessions.NewSession(id, ada, sessions.Draft{
		Kind: sessions.Paired, Format: format, Questions: []sessions.Question{question, {Prompt: "How?"}}, Role: sessions.Interviewer,
	}, at)
	must(t, err)
	must(t, s.Join(ben, at.Add(time.Second)))
	must(t, db.CreateSession(t.Context(), s))
	return s
}

func testSessions(t *testing.T, db *database.DB) {
	s := paired(t, db, "s1", now)
	same(t, first(db.Session(t.Context(), "s1")), s)
	later := paired(t, db, "s2", now.Add(time.Hour))

	updated, err := db.UpdateSession(t.Context(), "s1", func(s *sessions.Session) error {
		return errors.Join(s.Consent("s1-ada", now), s.Consent("s1-ben", now), s.Start("s1-ada", now.Add(7*time.Second)))
	})
	must(t, err)
	if updated.State() != sessions.Running || !updated.Clock.StartedAt.Equal(now.Add(10*time.Second)) {
		t.Errorf("after the start: state %s, position 0 at %v", updated.State(), updated.Clock.StartedAt)
	}
	same(t, first(db.Session(t.Context(), "s1")), updated)

	refused := errors.New("refused")
	if _, err := db.UpdateSession(t.Context(), "s1", func(s *sessions.Session) error { s.Leg = 9; return refused }); !errors.Is(err, refused) {
		t.Errorf("a refused change: %v, want the refusal itself", err)
	}
	same(t, first(db.Session(t.Context(), "s1")), updated)

	running, err := db.RunningSessions(t.Context())
	must(t, err)
	same(t, running, []sessions.Session{updated})
	_, err = db.UpdateSession(t.Context(), "s1", func(s *sessions.Session) error { return s.End("s1-ben", now.Add(time.Minute)) })
	must(t, err)
	if running, err := db.RunningSessions(t.Context()); err != nil || len(running) != 0 {
		t.Errorf("%d sessions run after the end (%v), want 0", len(running), err)
	}

	must(t, db.CreateUser(t.Context(), sessions.User{ID: "both", Name: "Both", CreatedAt: now}))
	for _, id := range []string{"s2"} {
		_, err := db.UpdateSession(t.Context(), id, func(s *sessions.Session) error { return s.Join(sessions.User{ID: "both", Name: "Both"}, now) })
		must(t, err)
	}
	list, err := db.SessionsOf(t.Context(), "both", 10)
	must(t, err)
	if len(list) != 1 || list[0].ID != later.ID || len(list[0].Participants) != 3 {
		t.Errorf("the sessions of one who joined are %v", list)
	}
	for _, limit := range []int{0, 1} {
		list, err := db.SessionsOf(t.Context(), "s1-ada", limit)
		must(t, err)
		if len(list) != limit {
			t.Errorf("%d sessions with limit %d", len(list), limit)
		}
	}
	for what, err := range map[string]error{
		"session": errorOf(db.Session(t.Context(), "none")),
		"update":  errorOf(db.UpdateSession(t.Context(), "none", func(*sessions.Session) error { return nil })),
	} {
		if !errors.Is(err, sessions.ErrNotFound) {
			t.Errorf("%s none: %v, want ErrNotFound", what, err)
		}
	}
}

func testSessionRace(t *testing.T, db *database.DB) {
	paired(t, db, "race", now)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 5 {
				if _, err := db.UpdateSession(t.Context(), "race", func(s *sessions.Session) error { s.Leg++; return nil }); err != nil {
					t.Errorf("update: %v", err)
				}
			}
		})
	}
	all.Wait()
	if got := first(db.Session(t.Context(), "race")).Leg; got != 80 {
		t.Errorf("%d of 80 changes were kept", got)
	}
}

func testInvites(t *testing.T, db *database.DB) {
	paired(t, db, "s", now)
	invite := sessions.Invite{TokenHash: "h", SessionID: "s", CreatedAt: now, ExpiresAt: now.Add(sessions.InviteLifetime)}
	must(t, db.CreateInvite(t.Context(), invite))
	same(t, first(db.Invite(t.Context(), "h")), invite)
	if _, err := db.Invite(t.Context(), "x"); !errors.Is(err, sessions.ErrNotFound) {
		t.Errorf("unknown invite: %v, want ErrNotFound", err)
	}
}

func testClips(t *testing.T, db *database.DB) {
	clip := recordings.Clip{
		ID: "c1", OwnerID: "a", SessionID: "s", Title: "TCP", Prompt: "Explain TCP.", Domain: "networking", Format: "Quick answer",
		State: recordings.Recording, CreatedAt: now,
	}
	second := clip
	second.ID, second.Leg, second.CreatedAt, second.OwnerID = "c2", 1, now.Add(time.Minute), "b"
	third := clip
	third.ID, third.SessionID, third.CreatedAt = "c3", "s3", now.Add(time.Hour)
	for _, c := range []recordings.Clip{clip, second, third} {
		must(t, db.CreateClip(t.Context(), c))
	}
	same(t, first(db.ClipsOf(t.Context(), "a")), []recordings.Clip{third, clip})
	same(t, first(db.ClipsOfSession(t.Context(), "s")), []recordings.Clip{clip, second})
	ready := func(c *recordings.Clip) error {
		c.Title, c.State, c.Reason, c.Duration, c.Peaks = "TCP, second try", recordings.Ready, "", 83*time.Second+5*time.Millisecond, []byte{0, 128, 255}
		c.Receipt = &recordings.Receipt{
			Expected: time.Minute, Stored: time.Minute, Checksum: "sha256:00", Size: 7, Store: "folder clips", VerifiedAt: now,
			Gaps: []recordings.Gap{{At: time.Second, Duration: 40 * time.Millisecond, Cause: recordings.Lost}},
		}
		return nil
	}
	updated, err := db.UpdateClip(t.Context(), "c1", ready)
	must(t, err)
	want := clip
	must(t, ready(&want))
	same(t, updated, want)
	same(t, first(db.Clip(t.Context(), "c1")), want)
	same(t, first(db.ClipsIn(t.Context(), recordings.Recording, recordings.Ready)), []recordings.Clip{want, second, third})
	must(t, db.DeleteClip(t.Context(), "c1"))
	for what, err := range map[string]error{
		"clip":   errorOf(db.Clip(t.Context(), "c1")),
		"update": errorOf(db.UpdateClip(t.Context(), "c1", ready)),
		"delete": db.DeleteClip(t.Context(), "c1"),
	} {
		if !errors.Is(err, recordings.ErrNotFound) {
			t.Errorf("%s after deletion: %v, want ErrNotFound", what, err)
		}
	}
}

func testClipRace(t *testing.T, db *database.DB) {
	must(t, db.CreateClip(t.Context(), recordings.Clip{ID: "c", OwnerID: "a", State: recordings.Recording, CreatedAt: now}))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if _, err := db.UpdateClip(t.Context(), "c", func(c *recordings.Clip) error { c.Duration += time.Second; return nil }); err != nil {
					t.Errorf("update: %v", err)
				}
			}
		})
	}
	all.Wait()
	if got := first(db.Clip(t.Context(), "c")).Duration; got != 40*time.Second {
		t.Errorf("%v of 40 s were kept", got)
	}
}

func testLogins(t *testing.T, db *database.DB) {
	logins := db.Logins()
	data := []byte{0, 1, 2, 255}
	must(t, logins.CommitCtx(t.Context(), "t", data, time.Now().Add(time.Hour)))
	must(t, logins.CommitCtx(t.Context(), "t", append(data, 7), time.Now().Add(time.Hour)))
	must(t, logins.CommitCtx(t.Context(), "over", data, time.Now().Add(-time.Second)))
	got, found, err := logins.FindCtx(t.Context(), "t")
	must(t, err)
	if !found || string(got) != string(append(data, 7)) {
		t.Errorf("found %v %v, want the newest data", found, got)
	}
	must(t, logins.DeleteCtx(t.Context(), "t"))
	for _, token := range []string{"t", "over", "never"} {
		if _, found, err := logins.FindCtx(t.Context(), token); found || err != nil {
			t.Errorf("login %q: found %v, %v; want nothing", token, found, err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// first returns a value whose error would show in its comparison.
func first[T any](value T, _ error) T { return value }

func errorOf[T any](_ T, err error) error { return err }
