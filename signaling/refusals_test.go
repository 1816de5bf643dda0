package signaling_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"practice/sessions"
)

func TestWhoMayConnect(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	h.user("eve")
	for _, test := range []struct {
		name, user, session, origin string
		want                        int
	}{
		{"the page of this host", "ada", id, "http://" + h.host, 101},
		{"the page of the public URL", "ada", id, "https://public.example", 101},
		{"a program", "ada", id, "", 101},
		{"nobody", "", id, "", 401},
		{"somebody without a seat", "eve", id, "", 404},
		{"no such session", "ada", "nowhere", "", 404},
		{"another page", "ada", id, "https://evil.example", 403},
		{"a page of another port", "ada", id, "http://" + h.host + ":81", 403},
		{"a page below our name", "ada", id, "https://public.example.evil.example", 403},
		{"a page without an origin", "ada", id, "null", 403},
		{"no origin at all", "ada", id, "://", 403},
		{"another page's nobody", "", id, "https://evil.example", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := http.Header{}
			if test.origin != "" {
				header.Set("Origin", test.origin)
			}
			conn, status, err := h.connect(test.user, test.session, header)
			if err == nil {
				defer conn.Close()
			}
			if status != test.want {
				t.Errorf("status %d, %v; want %d", status, err, test.want)
			}
		})
	}
}

func TestMessagesThatHaveNoEffectAreAnswered(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben", "olga")
	pages := map[string]*page{"ada": h.page("ada", id), "ben": h.page("ben", id), "olga": h.page("olga", id)}
	for _, test := range []struct{ name, from, message, code, regarding string }{
		{"no JSON", "ada", `{`, "malformed", ""},
		{"no object", "ada", `[]`, "malformed", ""},
		{"wrong shape", "ada", `{"type":"offer","sdp":[]}`, "malformed", "offer"},
		{"no such type", "ada", `{"type":"dance"}`, "unknown_type", "dance"},
		{"a very long type", "ada", `{"type":"` + strings.Repeat("é", 1000) + `"}`, "unknown_type", strings.Repeat("é", 32) + "…"},
		{"a message of the server", "ada", `{"type":"welcome"}`, "unknown_type", "welcome"},
		{"an observer swaps", "olga", `{"type":"swap_roles"}`, "forbidden", "swap_roles"},
		{"an observer starts", "olga", `{"type":"start"}`, "forbidden", "start"},
		{"an observer ends", "olga", `{"type":"end"}`, "forbidden", "end"},
		{"nothing to skip", "ben", `{"type":"skip_stage","stage":0}`, "conflict", "skip_stage"},
		{"no consents", "ben", `{"type":"start"}`, "conflict", "start"},
		{"the creator leaves", "ada", `{"type":"leave"}`, "conflict", "leave"},
		{"an offer that is none", "ada", `{"type":"offer","sdp":"v=0"}`, "media", "offer"},
		{"a candidate before the offer", "ada", `{"type":"candidate","candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host"}`, "media", "candidate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := pages[test.from]
			p.sendRaw(websocket.TextMessage, []byte(test.message))
			e := p.next("the error", func(m received) bool { return m.Type == "error" })
			if e.Code != test.code || e.Regarding != test.regarding || e.Message == "" {
				t.Errorf("answered with %q regarding %q: %q; want %q regarding %q", e.Code, e.Regarding, e.Message, test.code, test.regarding)
			}
		})
	}
	if s := h.stored(id); s.State() != sessions.Lobby || len(s.Participants) != 3 {
		t.Errorf("the session changed: %+v", s)
	}
}

func TestSocketsAreClosedWithTheReason(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben")
	for _, test := range []struct {
		name string
		do   func(*page)
		code int
	}{
		{"no hello but another message", func(p *page) { p.do("start") }, websocket.ClosePolicyViolation},
		{"a version of the past", func(p *page) { p.send(object{"type": "hello", "version": 1}) }, 4002},
		{"a version of the future", func(p *page) { p.send(object{"type": "hello", "version": 3}) }, 4002},
		{"a binary frame", func(p *page) {
			p.send(object{"type": "hello", "version": 2})
			p.sendRaw(websocket.BinaryMessage, []byte(`{"type":"time","sent_ms":1}`))
		}, websocket.CloseUnsupportedData},
		{"a message that is too big", func(p *page) {
			p.send(object{"type": "hello", "version": 2})
			p.sendRaw(websocket.TextMessage, bytes.Repeat([]byte(" "), 64<<10+1))
		}, websocket.CloseMessageTooBig},
		{"no hello", func(*page) {}, websocket.ClosePolicyViolation},
		{"a text that is none", func(p *page) {
			p.send(object{"type": "hello", "version": 2})
			p.sendRaw(websocket.TextMessage, []byte("{\"type\":\"time\",\"sent_ms\":1,\"x\":\"\xff\"}"))
		}, websocket.CloseInvalidFramePayloadData},
		{"the seat is given up", func(p *page) {
			p.send(object{"type": "hello", "version": 2})
			p.do("leave")
		}, 4003},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := h.silentPage("ben", id)
			test.do(p)
			if got := p.closing(patience); got != test.code {
				t.Errorf("closed with %d, want %d", got, test.code)
			}
		})
	}
}

// A page that gives no sign of life is told so, should it only have been cut off.
func TestAPageThatFallsSilentIsClosedWithTheReason(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	conn, _, err := h.connect("ada", id, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetPingHandler(func(string) error { return nil })
	check(t, conn.WriteJSON(object{"type": "hello", "version": 2}), "say hello")
	check(t, conn.SetReadDeadline(time.Now().Add(patience)), "bound the wait")
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	if !websocket.IsCloseError(err, websocket.CloseTryAgainLater) {
		t.Errorf("the page was left with %v, want it closed with 1013", err)
	}
}

// "A second page of the same user takes the seat over; the first is closed
// with code 4001."
func TestASecondPageTakesTheSeatOver(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	first := h.page("ada", id)
	second := h.page("ada", id)
	if got := first.closing(patience); got != 4001 {
		t.Errorf("the first page was closed with %d, want 4001", got)
	}
	if s := second.until("the snapshot", func(snapshot) bool { return true }); !s.who("ada").Connected {
		t.Errorf("ada is not connected: %+v", s)
	}
	second.do("start")
	second.until("the start", running)
}

// Who joins by an invite, or loses the seat, is seen by those in the room.
func TestTheRoomFollowsTheDatabase(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada")
	ada := h.page("ada", id)
	ben := h.user("ben")
	h.update(id, func(s *sessions.Session) error { return s.Join(ben, time.Now()) })
	if s := ada.until("ben's seat", func(s snapshot) bool { return s.who("ben").ID != "" }); s.who("ben").Connected {
		t.Errorf("ben is connected without a page: %+v", s)
	}
	atBen := h.page("ben", id)
	ada.until("ben", func(s snapshot) bool { return s.who("ben").Connected })
	h.update(id, func(s *sessions.Session) error { return s.Leave("ben", time.Now()) })
	if got := atBen.closing(patience); got != 4003 {
		t.Errorf("ben's socket was closed with %d, want 4003", got)
	}
	ada.until("ben's empty seat", func(s snapshot) bool { return s.who("ben").ID == "" })
}

// update changes the session as the API does.
func (h *house) update(id string, change func(*sessions.Session) error) {
	h.t.Helper()
	_, err := h.db.UpdateSession(h.t.Context(), id, change)
	check(h.t, err, "update session "+id)
	h.hub.SessionChanged(h.t.Context(), id)
}

// Roles are exchanged in the lobby, and every consent is asked for again.
func TestSwapOfRolesInTheLobby(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben")
	ada, ben := h.page("ada", id), h.page("ben", id)
	for range 2 { // there and back: nobody but the host reads the question before the start
		ada.do("consent")
		ben.until("the consent", func(s snapshot) bool { return s.who("ada").Consented })
		before := ben.known.Session.who("ben").Role
		ben.do("swap_roles")
		s := ben.until("the swap", func(s snapshot) bool { return s.who("ben").Role != before })
		if s.who("ada").Role != before || s.who("ada").Consented || s.Questions[0].Prompt != "" {
			t.Errorf("after the swap ben reads %+v", s)
		}
	}
}

// What a hostile page sends gets errors, and the room goes on for the others.
func FuzzSocket(f *testing.F) {
	for _, seed := range []string{
		`{"type":"hello","version":2}`, `{"type":"offer","sdp":"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"}`, `{"type":"candidate"}`, `{`, "",
		`{"type":"time","sent_ms":1e400}`, `{"type":"consent"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h := openHouse(t)
		id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "eve")
		ada, eve := h.page("ada", id), h.page("eve", id)
		for range 3 {
			eve.sendRaw(websocket.TextMessage, data)
		}
		ada.send(object{"type": "time", "sent_ms": 12.5})
		if m := ada.next("the time", func(m received) bool { return m.Type == "time" }); m.SentMS != "12.5" || m.NowMS == 0 {
			t.Errorf("the answer is %+v", m)
		}
	})
}
