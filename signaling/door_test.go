package signaling_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// knock lets a new user knock at a session's door.
func (h *house) knock(id, name string) {
	h.t.Helper()
	user := h.user(name)
	invite := sessions.Invite{Role: sessions.Observer, Knock: true, MaxUses: 1, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	h.update(id, func(s *sessions.Session) error { return s.Redeem(&invite, user, time.Now()) })
}

func waits(name string) func(snapshot) bool {
	return func(s snapshot) bool { return len(s.Knocks) == 1 && s.Knocks[0].ID == name }
}

func nobodyWaits(s snapshot) bool { return len(s.Knocks) == 0 }

// TestTheHostDecidesWhoComesIn: the host alone sees who knocks, and the wait is
// there still for a room that is opened anew.
func TestTheHostDecidesWhoComesIn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben")
	h.knock(id, "eve")
	ada, ben := h.page("ada", id), h.page("ben", id)
	ada.until("who knocks", waits("eve"))
	ben.until("the lobby", func(s snapshot) bool { return s.who("ada").Connected })
	if strings.Contains(string(ben.session), "knocks") {
		t.Errorf("a guest is told who knocks: %s", ben.session)
	}
	if _, status, err := h.connect("eve", id, nil); err == nil || status != 404 {
		t.Errorf("who waits connects with status %d, %v; want 404", status, err)
	}
	for _, kind := range []string{"admit", "refuse", "remove"} {
		ben.send(object{"type": kind, "user": "eve"})
		if got := ben.refused(kind).Code; got != "forbidden" {
			t.Errorf("a guest's %s is refused with %s, want forbidden", kind, got)
		}
	}
	ada.send(object{"type": "admit", "user": "eve"})
	ada.until("eve's seat", func(s snapshot) bool { return s.who("eve").Role == "observer" && nobodyWaits(s) })
	eve := h.page("eve", id)
	if s := eve.until("the lobby", func(s snapshot) bool { return s.State == "lobby" }); s.Questions[0].Prompt != "" {
		t.Errorf("an observer reads the question in the lobby: %+v", s.Questions)
	}

	h.knock(id, "fay")
	ada.until("who knocks next", waits("fay"))
	ada.send(object{"type": "refuse", "user": "fay"})
	ada.until("that nobody knocks", nobodyWaits)
	if got, err := h.stored(id).Standing("fay"); err != nil || got != sessions.Refused {
		t.Errorf("fay stands as %q, %v", got, err)
	}
}

// TestTheRemovedAreOutAtOnce, whatever the database does: not recorded, not heard,
// and told why.
func TestTheRemovedAreOutAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &unreliable{}
		h := openQuietHouse(t, func(s sessions.Store) sessions.Store {
			store.Store = s
			return store
		})
		id := h.session(sessions.Paired, sessions.Interviewer, long, "ada", "ben", "cleo")
		pages := map[string]*page{}
		for _, name := range []string{"ada", "ben", "cleo"} {
			pages[name] = h.page(name, id)
			pages[name].do("consent")
		}
		ada := pages["ada"]
		ada.until("all consents", func(s snapshot) bool {
			return s.who("ada").Consented && s.who("ben").Consented && s.who("cleo").Consented
		})
		ada.do("start")
		ada.until("the recording", recording)
		store.trouble.Store(hangs)
		for _, name := range []string{"cleo", "ben"} {
			asked := time.Now()
			ada.send(object{"type": "remove", "user": name})
			if got := pages[name].closing(patience); got != 4006 || time.Since(asked) > 100*time.Millisecond {
				t.Errorf("the socket of %s was closed with %d after %s, want 4006 at once", name, got, time.Since(asked))
			}
			s := ada.until("the empty seat", func(s snapshot) bool { return s.who(name).ID == "" })
			if running := s.State == "running" && s.Recording; running != (name == "cleo") {
				t.Errorf("without %s the session is %s, recording: %v", name, s.State, s.Recording)
			}
		}
		store.trouble.Store(works)
		eventually(t, "what was decided to be kept", func() bool { return len(h.stored(id).Participants) == 1 })
		if s := h.stored(id); s.EndReason != sessions.EndedByParticipant {
			t.Errorf("the session ended by %q", s.EndReason)
		}
		if _, status, err := h.connect("ben", id, nil); err == nil || status != 404 {
			t.Errorf("the removed connects with status %d, %v; want 404", status, err)
		}
	})
}

// TestWhoHasNotAgreedIsNotHeard: a session starts without them, and they are heard
// once they agree.
func TestWhoHasNotAgreedIsNotHeard(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben", "cleo")
	ada, ben := h.page("ada", id), h.page("ben", id) // cleo never comes
	for _, p := range []*page{ada, ben} {
		p.call(peertest.Options{})
		p.speak()
	}
	ada.hears("ben") // in the lobby everybody is
	ada.do("consent")
	ada.until("the consent", func(s snapshot) bool { return s.who("ada").Consented })
	ada.send(object{"type": "start", "without": []string{"cleo"}})
	ada.refused("start")
	ada.send(object{"type": "start", "without": []string{"cleo", "ben"}})
	if s := ada.until("the recording", recording); s.who("ben").Consented {
		t.Errorf("ben counts as having agreed: %+v", s.who("ben"))
	}
	ben.hears("ada")
	for len(ada.browser.Heard) > 0 {
		<-ada.browser.Heard
	}
	ben.speaks(50)
	for len(ada.browser.Heard) > 0 {
		if h := <-ada.browser.Heard; string(h.Packet.Payload[1:]) == "ben" {
			t.Fatal("who has not agreed is heard while the session runs")
		}
	}
	ben.do("consent")
	ada.until("the late consent", func(s snapshot) bool { return s.who("ben").Consented })
	ada.hears("ben")
	ada.do("end")
	ada.until("the end", ended)
}
