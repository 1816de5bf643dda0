package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"practice/sessions"
)

// A session that is to be deleted ends at once, with its recording whole, and nobody
// gets in until it is gone; who was in it hears why.
func TestASessionThatIsDeletedEndsFirst(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.session(sessions.Paired, sessions.Interviewer, long, "ada", "ben")
	pages := []*page{h.page("ada", id), h.page("ben", id)}
	for _, p := range pages {
		p.do("consent")
	}
	pages[0].until("all consents", func(s snapshot) bool { return s.who("ada").Consented && s.who("ben").Consented })
	pages[0].do("start")
	pages[1].until("the recording", func(s snapshot) bool { return s.Recording })
	began := time.Now()
	release, err := h.hub.Dissolve(t.Context(), *h.stored(id))
	check(t, err, "dissolve")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	for _, p := range pages {
		if got := p.closing(patience); got != 4009 {
			t.Errorf("a socket was closed with %d, want 4009", got)
		}
	}
	if s := h.stored(id); s.State() != sessions.Ended {
		t.Errorf("the session is %s, want it over", s.State())
	}
	clips := h.clips(id)
	if len(clips) != 1 || clips[0].OwnerID != "ben" || clips[0].State == "recording" {
		t.Errorf("clips: %+v, want the candidate's, finished", clips)
	}
	release()
	release, err = h.hub.Dissolve(t.Context(), *h.stored(id))
	check(t, err, "dissolve what has ended")
	release()
}

// What another server, or a command, changes in the database is seen here within
// seconds: a name that is gone is not shown on, and a session that was deleted is shown
// to nobody, also when it had ended before.
func TestARoomFollowsWhatIsDeletedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, long, "ada", "ben", "eve")
		ada := h.page("ada", id)
		ada.until("eve's name", func(s snapshot) bool { return s.who("eve").ID != "" })
		_, err := h.db.DeleteUser(t.Context(), "eve")
		check(t, err, "delete eve elsewhere")
		deleted := time.Now()
		ada.until("eve's empty seat", func(s snapshot) bool { return s.who("eve").ID == "" })
		if got := time.Since(deleted); got > 5*time.Second {
			t.Errorf("eve's name was shown for another %s", got)
		}
		_, err = h.db.UpdateSession(t.Context(), id, func(s *sessions.Session) error { return s.End("ada", time.Now()) })
		check(t, err, "end the session elsewhere")
		ada.until("the end", ended)
		time.Sleep(time.Minute)
		_, err = h.db.DeleteSession(t.Context(), id)
		check(t, err, "delete the session elsewhere")
		deleted = time.Now()
		if got := ada.closing(patience); got != 4009 || time.Since(deleted) > 5*time.Second {
			t.Errorf("the socket was closed with %d after %s, want 4009 within 5 s", got, time.Since(deleted))
		}
	})
}
