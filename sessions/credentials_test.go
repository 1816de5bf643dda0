package sessions_test

import (
	"testing"
	"time"

	"practice/problem"
	"practice/sessions"
)

func TestHashToken(t *testing.T) {
	// The example of FIPS 180-4 for "abc".
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := sessions.HashToken("abc"); got != want {
		t.Errorf("HashToken: got %s, want %s", got, want)
	}
	if sessions.HashToken("abc") == sessions.HashToken("abd") {
		t.Error("two tokens have one hash")
	}
}

func TestInviteOpensUntilItExpires(t *testing.T) {
	invite := sessions.Invite{CreatedAt: noon, ExpiresAt: noon.Add(sessions.InviteLifetime)}
	for _, tt := range []struct {
		at   time.Time
		want error
	}{
		{noon, nil},
		{invite.ExpiresAt.Add(-1), nil},
		{invite.ExpiresAt, problem.Expired},
		{invite.ExpiresAt.Add(time.Hour), problem.Expired},
	} {
		wantErr(t, "open at "+tt.at.Format(time.RFC3339Nano), invite.Open(tt.at), tt.want)
	}
}
