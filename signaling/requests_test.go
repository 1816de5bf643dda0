package signaling_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"practice/sessions"
)

// about waits for the next message that names a request.
func (p *page) about(id string) received {
	p.t.Helper()
	return p.next("an answer to "+id, func(m received) bool { return m.ID == id })
}

// An effect names the request that caused it, towards who sent it and nobody
// else; done follows, also when nothing was to change.
func TestEffectsNameTheirRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		ada.send(object{"type": "consent", "id": "first"})
		if m := ada.about("first"); m.Type != "change" || !m.Session.who("ada").Consented {
			t.Errorf("the effect is %+v", m)
		}
		done := ada.about("first")
		if done.Type != "done" || done.Revision != ada.revision {
			t.Errorf("then came %+v; want done at revision %d", done, ada.revision)
		}
		seen := ben.next("ada's consent", func(m received) bool { return m.tells() && m.Session.who("ada").Consented })
		if seen.ID != "" {
			t.Errorf("the other is told of the request %q", seen.ID)
		}
		ada.send(object{"type": "consent", "id": "second"})
		if m := ada.about("second"); m.Type != "done" || m.Revision != done.Revision {
			t.Errorf("where nothing was to change came %+v, want done at revision %d", m, done.Revision)
		}
		ben.send(object{"type": "start", "id": "third"})
		if m := ben.about("third"); m.Type != "error" || m.Code != "conflict" || m.Regarding != "start" {
			t.Errorf("the refusal is %+v", m)
		}
		ada.send(object{"type": "dance", "id": "fourth"})
		if m := ada.about("fourth"); m.Type != "error" || m.Code != "unknown_type" {
			t.Errorf("the refusal of what is not understood is %+v", m)
		}
		ada.send(object{"type": "time", "sent_ms": 7, "id": "fifth"})
		if m := ada.about("fifth"); m.Type != "time" || m.SentMS != "7" {
			t.Errorf("the time is %+v", m)
		}
	})
}

// A request that comes again is answered as before and not carried out twice.
func TestARequestThatComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		ada.until("the recording", recording)
		ada.send(object{"type": "skip_stage", "stage": 3, "id": "refused"})
		if m := ada.about("refused"); m.Code != "conflict" {
			t.Errorf("ending a stage that does not run: %+v", m)
		}
		ada.send(object{"type": "skip_stage", "stage": 0, "id": "skip"})
		ada.next("done", func(m received) bool { return m.Type == "done" && m.ID == "skip" })
		before := h.stored(id).Clock.Stages()
		ada.gone()
		again := h.page("ada", id)
		for _, request := range []string{"skip", "refused"} {
			again.send(object{"type": "skip_stage", "stage": 1, "id": request})
		}
		if m := again.about("skip"); m.Type != "done" || m.Revision != again.revision {
			t.Errorf("the request that was carried out is answered with %+v", m)
		}
		if m := again.about("refused"); m.Type != "error" || m.Code != "conflict" {
			t.Errorf("the request that was refused is answered with %+v", m)
		}
		synctest.Wait()
		if after := h.stored(id).Clock.Stages(); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("the plan was %v and is %v", before, after)
		}
	})
}

// Also in a lobby whose only page was gone meanwhile; a while later the room goes.
func TestARequestThatComesAgainToAnEmptyLobby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ada := h.page("ada", id)
		ada.send(object{"type": "swap_roles", "id": "swap"})
		ada.next("done", func(m received) bool { return m.Type == "done" && m.ID == "swap" })
		ada.gone()
		time.Sleep(15 * time.Second)
		again := h.page("ada", id)
		again.send(object{"type": "swap_roles", "id": "swap"})
		if m := again.about("swap"); m.Type != "done" {
			t.Errorf("the request that was carried out is answered with %+v", m)
		}
		synctest.Wait()
		if got := h.stored(id).Participants[0].Role; got != sessions.Interviewer {
			t.Errorf("the candidate of before is %s, want %s", got, sessions.Interviewer)
		}
		again.gone()
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if got := h.gauge("practice_rooms"); got != 1 {
			t.Errorf("after 59 s there are %v rooms, want 1", got)
		}
		time.Sleep(2 * time.Second)
		eventually(t, "the room disappears", func() bool { return h.gauge("practice_rooms") == 0 })
	})
}

// Who comes back while the request still waits gets its answer.
func TestARequestThatComesAgainWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id, store := aloneWith(t, screen)
		visits := store.visits.Load()
		store.trouble.Store(slow)
		ada.send(object{"type": "skip_stage", "stage": 0, "id": "skip"})
		synctest.Wait()
		ada.gone()
		again := h.page("ada", id)
		again.send(object{"type": "skip_stage", "stage": 0, "id": "skip"})
		if m := again.next("the answer", func(m received) bool { return m.Type == "done" || m.Type == "error" }); m.ID != "skip" || m.Type != "done" {
			t.Errorf("answered with %+v", m)
		}
		if got := store.visits.Load() - visits; got > 4 { // two ways in, two reads of the seat at most
			t.Errorf("the database was visited %d times", got)
		}
	})
}

// "Finish this stage" that comes when the next one runs ends nothing.
func TestASkipThatComesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		time.Sleep(sessions.Countdown + screen[0].Duration + time.Second)
		synctest.Wait()
		ada.skip()
		if e := ada.refused("skip_stage"); e.Code != "conflict" {
			t.Errorf("refused with %+v", e)
		}
		if got := h.stored(id).Clock.Stages()[1].Duration; got != screen[1].Duration {
			t.Errorf("the stage that runs has %s, want %s", got, screen[1].Duration)
		}
	})
}

// Who missed a change asks for the whole, and changes go on from there.
func TestWhoMissedAChangeAsksForTheWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		ben.do("consent")
		ada.until("ben's consent", func(s snapshot) bool { return s.who("ben").Consented })
		revision := ada.revision
		ada.send(object{"type": "sync", "id": "all"})
		whole := ada.about("all")
		if whole.Type != "session" || whole.Revision != revision || !whole.Session.who("ben").Consented || whole.NowMS == 0 {
			t.Errorf("the whole is %+v, want revision %d", whole, revision)
		}
		if m := ada.about("all"); m.Type != "done" {
			t.Errorf("then came %+v", m)
		}
		ada.do("consent")
		change := ada.next("the consent", func(m received) bool { return m.Type == "change" })
		if change.Revision != revision+1 {
			t.Errorf("the next revision is %d, want %d", change.Revision, revision+1)
		}
	})
}

// Who leaves is told that it is done before the socket is closed.
func TestLeavingIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ben := h.page("ben", id)
		ben.send(object{"type": "leave", "id": "leave"})
		if m := ben.about("leave"); m.Type != "done" {
			t.Errorf("answered with %+v", m)
		}
		if got := ben.closing(patience); got != 4003 {
			t.Errorf("closed with %d, want 4003", got)
		}
	})
}

// A page can't fill the server with requests that wait.
func TestNotEverythingWaitsForTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ada, _, store := aloneWith(t, screen)
		store.trouble.Store(hangs)
		for i := range 100 {
			ada.send(object{"type": "consent", "id": fmt.Sprint("request ", i)})
		}
		codes := map[string]int{}
		for range 100 {
			codes[ada.refused("consent").Code]++
		}
		if codes["too_many"] != 100-64 || codes["unavailable"] != 64 {
			t.Errorf("100 requests are refused with %v, want 64 that waited in vain", codes)
		}
		store.trouble.Store(works)
	})
}
