package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/internal/postgres"
	"practice/signaling/peer/peertest"
)

// A database that stands still for a minute costs a running session nothing: its
// clock, its call and its recording go on. What is decided meanwhile is told and
// kept; what needs the database is refused in words.
func TestADatabaseThatStandsStill(t *testing.T) {
	t.Parallel()
	const still = time.Minute
	database := postgres.Start(t)
	p := serve(t, t.TempDir(), "PRACTICE_DATABASE_URL="+database.Database(t))
	cid, ivy := pair(t, p)
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	speaking := make(chan struct{})
	var voices sync.WaitGroup
	defer voices.Wait()
	defer close(speaking)
	voices.Go(func() { cid.speakUntil(speaking, packets) })
	heard := ivy.listenUntil(speaking, &voices)

	cid.send(map[string]any{"type": "start"})
	begun := cid.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	database.StandStill(t)
	stopped := time.Now()

	cid.send(map[string]any{"type": "skip_stage", "stage": 0})
	select {
	case got := <-cid.refusals:
		if got != (refusal{"unavailable", "skip_stage"}) || time.Since(stopped) > 7*time.Second {
			t.Errorf("after %s: refused with %v", time.Since(stopped), got)
		}
	case <-time.After(20 * time.Second):
		t.Error("a request that needs the database was not answered within 20 s")
	}
	<-time.After(time.Until(stopped.Add(still - 5*time.Second)))
	cid.send(map[string]any{"type": "end"})
	asked := time.Now()
	end := ivy.until("the end", func(session map[string]any) bool { return session["state"] == "ended" })
	if got := time.Since(asked); got > 2*time.Second {
		t.Errorf("the end was told after %s", got)
	}
	<-time.After(time.Until(stopped.Add(still)))
	database.GoOn(t)

	session := cid.until("the clip", func(session map[string]any) bool { return len(session["clip_ids"].([]any)) == 1 })
	clip := cid.awaitReady(session["clip_ids"].([]any)[0].(string))
	took := int64(end["ended_at_ms"].(float64) - begun["events"].([]any)[0].(map[string]any)["at_ms"].(float64))
	if clip.DurationMS != took || clip.Receipt.Verdict() != "complete" {
		t.Errorf("the clip has %d ms and is %s; want the session's %d ms, complete", clip.DurationMS, clip.Receipt.Verdict(), took)
	}
	if longest := heard(); longest > time.Second {
		t.Errorf("the other heard nothing for %s", longest)
	}
	var kept struct {
		State   string
		EndedAt time.Time `json:"ended_at"`
	}
	await(t, "the end to be kept", func() bool {
		cid.call(http.MethodGet, "/api/v1/sessions/"+session["id"].(string), nil, &kept)
		return kept.State == "ended"
	})
	if kept.EndedAt.UnixMilli() != int64(end["ended_at_ms"].(float64)) {
		t.Errorf("kept: ended at %s; told: at %.0f", kept.EndedAt, end["ended_at_ms"])
	}
	cid.hangUp()
	ivy.hangUp()
}

// pair brings two people into a session, who both agree.
func pair(t *testing.T, p *program) (cid, ivy *speaker) {
	t.Helper()
	return pairAs(t, p, "candidate")
}

// pairAs is pair with the role of the first of them, who has a token; the other is a
// guest.
func pairAs(t *testing.T, p *program, role string) (cid, ivy *speaker) {
	t.Helper()
	speak := func() *speaker {
		return &speaker{t: t, p: p, states: make(chan map[string]any, 10_000), ended: make(chan struct{}), refusals: make(chan refusal, 10)}
	}
	cid, ivy = speak(), speak()
	cid.token = p.newToken()
	var created struct{ ID string }
	cid.call(http.MethodPost, "/api/v1/sessions", map[string]any{
		"kind": "paired", "format": "explain-a-concept", "role": role, "questions": []any{map[string]any{"prompt": "How does TCP connect?"}},
	}, &created)
	var invite struct{ URL string }
	cid.call(http.MethodPost, "/api/v1/sessions/"+created.ID+"/invites", nil, &invite)
	_, token, _ := strings.Cut(invite.URL, "#")
	ivy.accept(token)
	for _, s := range []*speaker{cid, ivy} {
		s.connect(created.ID)
		s.send(map[string]any{"type": "consent"})
	}
	cid.until("both consents", func(session map[string]any) bool {
		agreed := 0
		for _, p := range session["participants"].([]any) {
			if p.(map[string]any)["consented"] == true {
				agreed++
			}
		}
		return agreed == 2
	})
	return cid, ivy
}

// accept takes the seat that an invite offers, as a guest.
func (s *speaker) accept(token string) {
	s.t.Helper()
	body, err := json.Marshal(map[string]string{"name": "Ivy", "token": token})
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.Post(s.p.url+"/api/v1/invites/accept", "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatalf("accept an invite: %v", err)
	}
	defer response.Body.Close()
	cookies := response.Cookies()
	if response.StatusCode != http.StatusOK || len(cookies) == 0 {
		s.t.Fatalf("accept an invite: %s", response.Status)
	}
	s.cookie = cookies[0].Name + "=" + cookies[0].Value
}

// speakUntil repeats the packets at the pace of speech.
func (s *speaker) speakUntil(over <-chan struct{}, packets [][]byte) {
	begun := time.Now()
	for i := 0; ; i++ {
		select {
		case <-over:
			return
		case <-time.After(time.Until(begun.Add(time.Duration(i+1) * peertest.FrameDuration))):
		}
		_ = s.browser.Say(packets[i%len(packets)]) // at the end the connection is closed
	}
}

// listenUntil follows the voice that is heard; the returned function tells for
// how long none was.
func (s *speaker) listenUntil(over <-chan struct{}, listening *sync.WaitGroup) (silence func() time.Duration) {
	var mu sync.Mutex
	last, longest := time.Time{}, time.Duration(0)
	listening.Go(func() {
		for {
			select {
			case <-over:
				return
			case <-s.browser.Heard:
			}
			mu.Lock()
			if now := time.Now(); last.IsZero() {
				last = now
			} else {
				longest, last = max(longest, now.Sub(last)), now
			}
			mu.Unlock()
		}
	})
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		if last.IsZero() {
			return time.Hour
		}
		return max(longest, time.Since(last))
	}
}
