package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"practice/sessions"
)

// TestAFloodOfPingsIsReadSlowly: pings are no messages, and cost the server work all the
// same.
func TestAFloodOfPingsIsReadSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		p := h.page("ada", h.session(sessions.Solo, sessions.Candidate, long, "ada"))
		const size = 2 + 4 + 100 // of a frame, RFC 6455 section 5.2
		taken, began := 0, time.Now()
		for range 20_000 { // one whose signs of life come late by it is closed meanwhile
			if p.conn.WriteControl(websocket.PingMessage, make([]byte, 100), time.Now().Add(time.Minute)) != nil {
				break
			}
			taken += size
		}
		if took, most := time.Since(began), 600<<10+int(time.Since(began).Seconds()*(33<<10)); taken < 512<<10 || taken > most {
			t.Errorf("%d bytes of pings were read within %v, want 512 KiB at least and %d at most", taken, took, most)
		}
	})
}
