package signaling_test

import (
	"testing"
	"time"

	"practice/recordings"
	"practice/sessions"
)

// TestNobodyIsRecordedBeyondTheirStorage, in whosever session: another's, to whom the
// clip does not count, is no way round.
func TestNobodyIsRecordedBeyondTheirStorage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, role := range []sessions.Role{sessions.Interviewer, sessions.Candidate} {
		ada, ben := "ada-"+string(role), "ben-"+string(role)
		id := h.session(sessions.Paired, role, long, ada, ben)
		host, guest := h.page(ada, id), h.page(ben, id)
		full := recordings.Clip{
			ID: "full-" + ben, OwnerID: ben, Title: "Full", CreatedAt: time.Now().UTC(), State: recordings.Ready, Original: recordings.AudioOgg,
			Origin: recordings.FromSession, Size: quotas().Storage,
		}
		check(t, h.db.CreateClip(t.Context(), full), "make a clip")
		host.do("consent")
		guest.do("consent")
		host.until("both consents", func(s snapshot) bool { return s.who(ada).Consented && s.who(ben).Consented })
		host.send(object{"type": "start", "id": "begin"})
		if role == sessions.Candidate { // who is never recorded needs no room
			host.until("the start", func(s snapshot) bool { return s.State == "running" })
			continue
		}
		if got := host.refused("start"); got.Code != "storage_quota" {
			t.Errorf("the start is refused with %q, %q; want storage_quota", got.Code, got.Message)
		}
		if s := h.stored(id); s.State() != sessions.Lobby {
			t.Errorf("the session is %s, want %s", s.State(), sessions.Lobby)
		}
	}
}
