package signaling_test

import (
	"testing"
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
