package signaling_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"practice/nodes"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer/peertest"
)

// neighbour is another server on the house's database.
func (h *house) neighbour() *nodes.Keeper {
	h.t.Helper()
	keeper, err := nodes.Join(h.t.Context(), nodes.Config{
		Node: "neighbour", Store: h.db, Lifetime: nodes.Lifetime, Every: nodes.Every, Log: quiet, Lost: func(context.Context, string, bool) {},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { check(h.t, keeper.Close(context.Background()), "close the neighbour") })
	return keeper
}

// takes claims the session's room for the other server.
func takes(t *testing.T, keeper *nodes.Keeper, session string) (release func()) {
	t.Helper()
	release, claimed, err := keeper.Claim(t.Context(), "session/"+session)
	if err != nil || !claimed {
		t.Fatalf("the other server claims the room: %t, %v", claimed, err)
	}
	return release
}

// A room is opened by the server alone that has the lease of its session.
func TestASessionOfAnotherServerIsRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	release := takes(t, h.neighbour(), id)
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return h.dial(ctx) }}
	_, response, err := dialer.DialContext(t.Context(), "ws://"+h.host+"/api/v1/sessions/"+id+"/socket", http.Header{"Test-User": {"ada"}})
	if err == nil || response == nil {
		t.Fatalf("the socket of another server's session: got %v, %v, want a refusal", response, err)
	}
	defer response.Body.Close()
	var problem struct{ Code, Detail string }
	check(t, json.NewDecoder(response.Body).Decode(&problem), "read the refusal")
	if response.StatusCode != http.StatusServiceUnavailable || problem.Code != "session_elsewhere" || problem.Detail == "" || response.Header.Get("Retry-After") == "" {
		t.Errorf("got status %d with %+v, want 503 session_elsewhere in words", response.StatusCode, problem)
	}
	release()
	eventually(t, "ada gets in", func() bool {
		conn, status, _ := h.connect("ada", id, nil)
		if conn != nil {
			check(t, conn.Close(), "close the socket")
		}
		return status == http.StatusSwitchingProtocols
	})
}

// A server that starts leaves the sessions of another alone that lives.
func TestRecoverLeavesAnothersSessionAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	neighbour := h.neighbour()
	release := takes(t, neighbour, id)
	h.update(id, func(s *sessions.Session) error { return s.Start("ada", time.Now()) })
	check(t, h.hub.Recover(t.Context()), "recover")
	if got := h.stored(id).State(); got != sessions.Running {
		t.Errorf("the other server's session is %s, want it to run on", got)
	}
	release()
	eventually(t, "what nobody runs is ended", func() bool {
		check(t, h.hub.Recover(t.Context()), "recover")
		return h.stored(id).EndReason == sessions.EndedByShutdown
	})
}

// The sessions that run here are not swept away, and their leases are given back.
func TestRecoverLeavesItsOwnRoomsAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	ada := h.page("ada", id)
	ada.do("start")
	ada.until("the start", running)
	check(t, h.hub.Recover(t.Context()), "recover")
	if got := h.stored(id).State(); got != sessions.Running {
		t.Errorf("the session is %s, want it to run on", got)
	}
	ada.do("end")
	ada.until("the end", ended)
	ada.gone()
	neighbour := h.neighbour()
	eventually(t, "the room is free for others", func() bool {
		_, claimed, err := neighbour.Claim(t.Context(), "session/"+id)
		check(t, err, "claim")
		return claimed
	})
}

// A page that comes before the sweep finds the session ended that a dead server
// left: nobody speaks into the middle of it.
func TestAPageFindsAnInterruptedSessionEnded(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	h.update(id, func(s *sessions.Session) error { return s.Start("ada", time.Now()) })
	ada := h.page("ada", id)
	if s := ada.until("the session", func(snapshot) bool { return true }); s.State != "ended" {
		t.Errorf("the page is shown a session that is %s, want ended", s.State)
	}
}

// records begins a session alone and waits until so many packets are recorded.
func (h *house) records(packets int32) (ada *page, id string) {
	h.t.Helper()
	id = h.session(sessions.Solo, sessions.Candidate, long, "ada")
	ada = h.page("ada", id)
	ada.call(peertest.Options{})
	ada.speak()
	ada.do("start")
	ada.until("the recording", recording)
	ada.speaks(packets)
	return ada, id
}

// A server that was cut off finds its session ended by another, a while ago or,
// by that one's clock, before it began. What was said meanwhile is kept.
func TestWhatWasSaidWhileAnotherServerEndedTheSessionIsKept(t *testing.T) {
	t.Parallel()
	for name, ago := range map[string]time.Duration{"a while ago": 2 * time.Second, "before it began": time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			ada, id := h.records(150)
			_, err := h.db.UpdateSession(t.Context(), id, func(s *sessions.Session) error {
				s.Abandon(time.Now().Add(-ago), sessions.EndedByShutdown)
				return nil
			})
			check(t, err, "end the session elsewhere")
			h.hub.LeaseLost(id, true)
			ada.until("the end", ended)
			clip := recorded(t, h, id, ada.until("the clip", hasClip).ClipIDs[0])
			if least := 2500 * time.Millisecond; clip.Duration < least {
				t.Errorf("the clip lasts %s, want at least %s", clip.Duration, least)
			}
		})
	}
}

// A room whose lease another server has is given up: its session ends, its
// recording is kept, its pages look for that server.
func TestARoomThatAnotherServerTookIsGivenUp(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ada, id := h.records(50)
	h.hub.LeaseLost(id, false)
	if got := ada.closing(patience); got != websocket.CloseTryAgainLater {
		t.Errorf("the socket was closed with %d, want %d", got, websocket.CloseTryAgainLater)
	}
	h.finishesRecording(id)
	if s := h.stored(id); s.EndReason != sessions.EndedByShutdown {
		t.Errorf("the session is %s, %q, want it ended", s.State(), s.EndReason)
	}
	eventually(t, "the room is gone", func() bool { return h.gauge("practice_rooms") == 0 })
	if clips := h.clips(id); clips[0].State != recordings.Storing {
		t.Errorf("the clip is %s (%s), want it recorded", clips[0].State, clips[0].Reason)
	}
}

// Pages that wait in the lobby of such a room are shown out, too: nobody begins a
// session there.
func TestALobbyThatAnotherServerTookIsGivenUp(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Solo, sessions.Candidate, long, "ada")
	ada := h.page("ada", id)
	h.hub.LeaseLost(id, false)
	if got := ada.closing(patience); got != websocket.CloseTryAgainLater {
		t.Errorf("the socket was closed with %d, want %d", got, websocket.CloseTryAgainLater)
	}
	if s := h.stored(id); s.State() != sessions.Lobby {
		t.Errorf("the session is %s, want it to wait on", s.State())
	}
}
