package signaling_test

import (
	"net/http"
	"testing"

	"practice/signaling/peer/peertest"
)

func TestNotMoreProgramsThanFourAtATime(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	var last reply
	for range 4 {
		last = p.want(http.StatusCreated, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
	}
	a := p.want(http.StatusTooManyRequests, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
	if a.Header.Get("Retry-After") == "" {
		t.Error("429 has no Retry-After")
	}
	p.want(http.StatusOK, "DELETE", last.Header.Get("Location"), "")
	eventually(t, "its room to close", func() bool { return h.gauge("practice_rooms") == 3 })
	p.want(http.StatusCreated, "POST", "/whip", p.offer, "Content-Type", "application/sdp")
}

// Four are four, also for programs that come at the same instant.
func TestNotMoreProgramsThanFourByRacing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.user("ada")
	p := h.program(peertest.Options{})
	statuses := make(chan int)
	const racers = 16
	for range racers {
		go func() {
			statuses <- p.do("POST", "/whip", p.offer, "Content-Type", "application/sdp").StatusCode
		}()
	}
	got := map[int]int{}
	for range racers {
		got[<-statuses]++
	}
	if got[http.StatusCreated] != 4 || got[http.StatusTooManyRequests] != racers-4 {
		t.Errorf("answers by status: %v, want 4 that are created and %d that are too many", got, racers-4)
	}
}
