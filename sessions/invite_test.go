package sessions_test

import (
	"testing"
	"time"

	"practice/problem"
	"practice/sessions"
)

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
