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
	"practice/sessions"
)

// neighbour is another server on the house's database.
func (h *house) neighbour() *nodes.Keeper {
	h.t.Helper()
	keeper, err := nodes.Join(h.t.Context(), nodes.Config{
		Node: "neighbour", Store: h.db, Lifetime: nodes.Lifetime, Every: nodes.Every, Log: quiet, Lost: func(context.Context, string) {},
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
