package sessions_test

import (
	"testing"
	"time"

	"practice/sessions"
)

// A stop that comes late counts from when the one who is recorded said it, and from
// no earlier than their leg; anybody else's counts when it comes.
func TestALateStopCountsFromWhenItWasSaid(t *testing.T) {
	s := running(t, "quick-answer")
	begin := s.Clock.StartedAt()
	came := begin.Add(20 * time.Second)
	for name, c := range map[string]struct {
		user string
		said time.Time
		want time.Time
	}{
		"late":                  {ada.ID, begin.Add(5 * time.Second), begin.Add(5 * time.Second)},
		"hardly late":           {ada.ID, came.Add(-900 * time.Millisecond), came},
		"from a clock ahead":    {ada.ID, came.Add(time.Minute), came},
		"from before the leg":   {ada.ID, begin.Add(-time.Hour), begin},
		"without an instant":    {ada.ID, time.Time{}, came},
		"from somebody else":    {bob.ID, begin.Add(5 * time.Second), came},
		"from a foreign person": {carol.ID, begin.Add(5 * time.Second), came},
	} {
		if got := s.SaidAt(c.user, c.said, came); !got.Equal(c.want) {
			t.Errorf("%s: counts at %s of the session, want %s", name, got.Sub(begin), c.want.Sub(begin))
		}
	}
	must(t, s.End(ada.ID, s.SaidAt(ada.ID, begin.Add(5*time.Second), came)))
	if got := s.EndedAt.Sub(begin); s.State() != sessions.Ended || got != 5*time.Second {
		t.Errorf("the session is %s and lasts %s, want 5 s", s.State(), got)
	}
}
