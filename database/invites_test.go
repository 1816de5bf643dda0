package database_test

import (
	"testing"

	"practice/database"
	"practice/people"
	"practice/sessions"
)

func TestAnInviteComesBackByTheHashOfItsToken(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		addUser(t, db, "ada")
		addSession(t, db, aSession("s", "ada", at(0)))
		for _, hash := range []string{people.HashToken("one"), people.HashToken("two")} {
			want := sessions.Invite{TokenHash: hash, SessionID: "s", CreatedAt: at(1), ExpiresAt: at(2)}
			must(t, db.CreateInvite(t.Context(), want), "create invite")
			// An expired one too: it is answered with 410, not 404.
			got, err := db.Invite(t.Context(), hash)
			must(t, err, "read invite")
			same(t, "invite", got, want)
			if err := db.CreateInvite(t.Context(), want); err == nil {
				t.Error("the same invite twice: got no error")
			}
		}
		_, err := db.Invite(t.Context(), "one")
		wantNotFound(t, "an invite by its bare token", err)
		_, err = db.Invite(t.Context(), "")
		wantNotFound(t, "an invite by nothing", err)
	})
}

func TestAnInviteOpensASessionThatExists(t *testing.T) {
	onEach(t, func(t *testing.T, db *database.DB) {
		if err := db.CreateInvite(t.Context(), sessions.Invite{TokenHash: "h", SessionID: "none", CreatedAt: at(0), ExpiresAt: at(1)}); err == nil {
			t.Error("an invite to no session: got no error")
		}
	})
}
