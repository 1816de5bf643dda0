package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// Who waits at a session's door has the place still when the server was killed and
// started again, and comes in when the host says so; so has an invite its uses.
func TestAKnockOutlivesTheServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data)
	speak := func() *speaker {
		return &speaker{t: t, p: p, states: make(chan map[string]any, 1000), ended: make(chan struct{}), refusals: make(chan refusal, 10)}
	}
	cid, ivy, eve := speak(), speak(), speak()
	cid.token = p.newToken()
	var created struct{ ID string }
	cid.call(http.MethodPost, "/api/v1/sessions", map[string]any{
		"kind": "paired", "format": "explain-a-concept", "role": "candidate", "questions": []any{map[string]any{"prompt": "How does TCP connect?"}},
	}, &created)
	here := "/api/v1/sessions/" + created.ID
	invite := func(body any) string {
		var made struct{ URL string }
		cid.call(http.MethodPost, here+"/invites", body, &made)
		_, token, _ := strings.Cut(made.URL, "#")
		return token
	}
	ivy.accept(invite(struct{}{}))
	observe := invite(map[string]any{"role": "observer", "uses": 1})
	eve.accept(observe)

	p.stop(os.Kill)
	p = serve(t, data)
	for _, s := range []*speaker{cid, ivy, eve} {
		s.p = p
	}
	standing := func() (is struct{ Standing string }) {
		eve.call(http.MethodGet, here+"/knock", nil, &is)
		return is
	}
	if got := standing().Standing; got != "waiting" {
		t.Errorf("who waited stands as %q after the restart", got)
	}
	if status := eve.status(http.MethodGet, here); status != http.StatusNotFound {
		t.Errorf("who waits reads the session: %d", status)
	}
	if response, err := http.Post(p.url+"/api/v1/invites/look", "application/json", strings.NewReader(`{"token":"`+observe+`"}`)); err != nil {
		t.Error(err)
	} else if _ = response.Body.Close(); response.StatusCode != http.StatusNotFound {
		t.Errorf("an invite that was used before the restart: %s", response.Status)
	}
	cid.connect(created.ID)
	knocks := cid.until("who waits", func(session map[string]any) bool { return session["knocks"] != nil })["knocks"].([]any)
	cid.send(map[string]any{"type": "admit", "user": knocks[0].(map[string]any)["id"]})
	cid.until("the third seat", func(session map[string]any) bool { return len(session["participants"].([]any)) == 3 })
	if got := standing().Standing; got != "seated" {
		t.Errorf("who was admitted stands as %q", got)
	}
}
