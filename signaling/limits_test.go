package signaling_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"practice/limits"
	"practice/people"
	"practice/sessions"
	"practice/signaling/peer/peertest"
	"practice/signaling/socket"
)

// ask asks for the time and returns what comes, and the code of a socket that was
// closed instead; 0 for one that was not.
func (p *page) ask() (answer received, closed int) {
	p.t.Helper()
	p.send(object{"type": "time", "id": "t", "sent_ms": 1})
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for {
		select {
		case m := <-p.messages:
			if m.Type == "time" || m.Type == "error" {
				return m, 0
			}
		case code := <-p.closed:
			p.closed <- code
			return received{}, code
		case <-timeout.C:
			p.t.Fatalf("%s: no answer within %s", p.name, patience)
		}
	}
}

// TestAFloodOfMessagesEndsItsSocket: a page that sends too much is told so; one
// that goes on is closed, with the code for that. The session is what it was for
// the other.
func TestAFloodOfMessagesEndsItsSocket(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben")
	ben, ada := h.page("ben", id), h.page("ada", id)
	var answered, refused, closed int
	for range 20_000 {
		m, code := ada.ask()
		if closed = code; closed != 0 {
			break
		}
		if m.Type == "time" {
			answered++
			continue
		}
		refused++
		if m.Code != "rate_limited" || m.Regarding != "time" || m.ID != "t" || !strings.Contains(m.Message, "Wait 1 second") {
			t.Fatalf("got %+v, want rate_limited regarding time", m)
		}
	}
	table := limits.Default()
	if closed != socket.Flood || answered < table[limits.Message].Person.Burst || refused < table[limits.Refusal].Person.Burst {
		t.Errorf("after %d answers and %d refusals: closed with %d, want %d", answered, refused, closed, socket.Flood)
	}
	ben.do("consent")
	ben.until("consent", func(s snapshot) bool { return s.who("ben").Consented })
}

// TestAllConnectionsOfAPersonCountTogether: another session is no way round.
func TestAllConnectionsOfAPersonCountTogether(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.page("ada", h.session(sessions.Solo, sessions.Candidate, long, "ada"))
	other := h.session(sessions.Paired, sessions.Candidate, long, "ben", "olga")
	_, err := h.db.UpdateSession(t.Context(), other, func(s *sessions.Session) error {
		return s.Join(people.User{ID: "ada", Name: "ada"}, time.Now())
	})
	check(t, err, "join")
	second, olga := h.page("ada", other), h.page("olga", other)
	for range 20_000 {
		if m, _ := first.ask(); m.Code == "rate_limited" {
			break
		}
	}
	refused := false
	for range 20 { // one more may be had every 50 ms
		m, _ := second.ask()
		refused = refused || m.Code == "rate_limited"
	}
	if !refused {
		t.Error("the second connection was not refused")
	}
	if m, _ := olga.ask(); m.Type != "time" {
		t.Errorf("another person got %+v", m)
	}
}

// TestWhoseProgramMaySpeak: not a guest's, and not that of a user who has as many
// sessions open as they may.
func TestWhoseProgramMaySpeak(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.program(peertest.Options{})
	check(t, h.db.CreateUser(context.Background(), people.User{ID: "gus", Name: "Gus", Guest: true, CreatedAt: time.Now()}), "make a guest")
	ada := h.user("ada")
	offer := func(user string, status int, code string) {
		t.Helper()
		a := p.want(status, "POST", "/whip", p.offer, "Content-Type", "application/sdp", "Test-User", user)
		if !strings.Contains(a.body, `"code":"`+code+`"`) {
			t.Errorf("%s: got %s, want code %s", user, a.body, code)
		}
	}
	offer("gus", http.StatusForbidden, "guests_may_not")
	draft := sessions.Draft{Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: "Why?"}}}
	for n := range quotas().Rooms {
		session, err := sessions.NewSession(fmt.Sprint("s", n), ada, draft, time.Now())
		check(t, err, "make a session")
		check(t, h.db.CreateSession(context.Background(), session), "keep a session")
	}
	offer("ada", http.StatusConflict, "rooms_quota")
	own, err := h.db.Usage(t.Context(), "ada", time.Now())
	check(t, err, "ask for the usage")
	if own.Rooms != quotas().Rooms {
		t.Errorf("got %d rooms, want %d", own.Rooms, quotas().Rooms)
	}
}
