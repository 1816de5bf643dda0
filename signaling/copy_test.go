package signaling_test

import (
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"practice/sessions"
)

// What the others are told of a copy of the candidate's voice comes from a page
// that keeps one: it has said so, it says when that ends, and a page that is
// closed keeps nothing. A connection that only breaks changes nothing.
func TestOthersAreToldOfACopyThatThereIs(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Candidate, long, "cid", "ivy")
	cid, ivy := h.page("cid", id), h.page("ivy", id)
	for _, p := range []*page{ivy, cid} {
		p.do("consent")
	}
	ivy.until("all consents", func(s snapshot) bool { return s.who("cid").Consented && s.who("ivy").Consented })
	cid.do("start")
	if at := ivy.until("the recording", recording); at.Keeping {
		t.Error("ivy is told of a copy before cid's page has said that it keeps one")
	}
	ivy.send(object{"type": "copy", "id": "ivy-1", "keeping": true})
	ivy.next("the answer", func(m received) bool { return m.Type == "done" && m.ID == "ivy-1" })
	keeps := func(keeping bool) func(snapshot) bool {
		return func(s snapshot) bool { return s.Keeping == keeping }
	}
	says := func(p *page, keeping bool) {
		t.Helper()
		p.send(object{"type": "copy", "keeping": keeping})
		if s := ivy.until("what cid's page says", keeps(keeping)); !s.Recording {
			t.Error("nobody is recorded any more")
		}
	}
	cid.until("the recording", recording)
	says(cid, true)
	says(cid, false)
	says(cid, true)

	cid.gone() // without a word, as when a network breaks
	if s := ivy.until("cid's absence", func(s snapshot) bool { return !s.who("cid").Connected }); !s.Keeping {
		t.Error("a connection that broke took the copy with it")
	}
	cid = h.page("cid", id)
	ivy.until("cid's return", func(s snapshot) bool { return s.who("cid").Connected })
	check(t, cid.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second)), "close the tab")
	if s := ivy.until("cid's absence", func(s snapshot) bool { return !s.who("cid").Connected }); s.Keeping {
		t.Error("ivy is told of a copy that a closed page keeps")
	}
	ivy.do("end")
	ivy.until("the end", ended)
}
