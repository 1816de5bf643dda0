package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"practice/recordings"
	"practice/sessions"
)

// screen is a format that takes its time.
var screen = []sessions.Stage{
	{Name: "Warm up", Duration: 5 * time.Minute}, {Name: "Main", Duration: 30 * time.Minute}, {Name: "Questions", Duration: 10 * time.Minute},
}

// alone starts a solo session in a bubble of time.
func alone(t *testing.T, stages []sessions.Stage, wrap func(sessions.Store) sessions.Store) (*house, *page, string) {
	t.Helper()
	h := openQuietHouse(t, wrap)
	id := h.session(sessions.Solo, sessions.Candidate, stages, "ada")
	ada := h.page("ada", id)
	ada.do("start")
	ada.until("the start", running)
	return h, ada, id
}

// The clock is the server's: nobody has to send anything for stages to pass
// and the session to end on time.
func TestTheClockEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ada, _ := alone(t, screen, nil)
		begin := time.Now()
		ada.until("the recording", recording)
		if got := time.Since(begin); (got - sessions.Countdown).Abs() > 10*time.Millisecond {
			t.Errorf("the countdown took %s, want %s", got, sessions.Countdown)
		}
		end := ada.untilWithin("the end", time.Hour, ended)
		if got, want := time.Since(begin), sessions.Countdown+45*time.Minute; (got - want).Abs() > 10*time.Millisecond {
			t.Errorf("the end came after %s, want %s", got, want)
		}
		if got := end.EndedAtMS - end.startedAtMS(); got != (45*time.Minute).Milliseconds() || end.EndReason != string(sessions.EndedByPlan) {
			t.Errorf("ended at %d ms, %q", got, end.EndReason)
		}
	})
}

func TestSkippingAStageBringsTheRestForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ada, _ := alone(t, screen, nil)
		ada.skip()
		if e := ada.refused("skip_stage"); e.Code != "conflict" {
			t.Errorf("skipping the countdown: %+v", e)
		}
		ada.until("the recording", recording)
		time.Sleep(time.Minute)
		ada.skip()
		s := ada.until("the shorter stage", func(s snapshot) bool { return s.stageMS(0) != screen[0].Duration.Milliseconds() })
		if got, want := s.stageMS(0), time.Minute.Milliseconds(); got < want || got > want+10 {
			t.Errorf("the skipped stage lasted %d ms, want %d", got, want)
		}
		end := ada.untilWithin("the end", time.Hour, ended)
		if got, want := end.EndedAtMS-end.startedAtMS(), (41 * time.Minute).Milliseconds(); got < want || got > want+10 {
			t.Errorf("ended at %d ms, want %d", got, want)
		}
	})
}

// "No participant connected for 2 minutes while running": it ends at the
// instant the last one was there, the recording with it, and the room is gone.
func TestASessionThatEverybodyLeftEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		ada.until("the recording", recording)
		time.Sleep(10 * time.Minute)
		left := time.Now()
		ada.gone()
		time.Sleep(119 * time.Second)
		if got := h.stored(id).State(); got != sessions.Running {
			t.Fatalf("after 119 s the session is %s, want %s", got, sessions.Running)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s := h.stored(id)
		if s.State() != sessions.Ended || s.EndReason != sessions.EndedByAbsence || s.EndedAt.Sub(left).Abs() > time.Second {
			t.Errorf("the session is %s, %q, %s after the last was there", s.State(), s.EndReason, s.EndedAt.Sub(left))
		}
		eventually(t, "the room disappears", func() bool { return h.gauge("practice_rooms") == 0 })
		if clips := h.clips(id); len(clips) != 1 || clips[0].State == recordings.Recording {
			t.Errorf("the clips are %+v, want one that is finished", clips)
		}
	})
}

func TestWhoComesBackInTimeGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		ada.until("the recording", recording)
		for range 3 {
			ada.gone()
			time.Sleep(100 * time.Second)
			ada = h.page("ada", id)
		}
		if s := h.stored(id); s.State() != sessions.Running {
			t.Errorf("the session is %s, %q; want %s", s.State(), s.EndReason, sessions.Running)
		}
		if s := ada.until("the session", running); !s.Recording || s.who("ada").Role != "candidate" {
			t.Errorf("back in %+v", s)
		}
	})
}

func TestEndingTheCountdownLeavesNoClip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ada, id := alone(t, screen, nil)
		time.Sleep(time.Second)
		ada.do("end")
		if s := ada.until("the end", ended); s.EndedAtMS > s.startedAtMS() || s.Recording {
			t.Errorf("ended in the countdown: %+v", s)
		}
		eventually(t, "the clip is gone", func() bool { return len(h.clips(id)) == 0 })
	})
}

// A page gives itself up by silence of 6 s, and is not waited for longer than
// 5 s to say hello, though it answers pings.
func TestSilentPagesAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Paired, sessions.Candidate, screen, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		begin := time.Now()
		mute := h.silentPage("ben", id)
		mute.closing(time.Minute)
		if got := time.Since(begin); got > 6*time.Second {
			t.Errorf("a page without hello was closed after %s, want 5 s", got)
		}
		time.Sleep(time.Minute)
		if s := ada.sync(); !s.who("ben").Connected {
			t.Error("ben answers pings and counts as gone after a minute")
		}
		begin = time.Now()
		ben.cut()
		ada.until("ben's absence", func(s snapshot) bool { return !s.who("ben").Connected })
		if got := time.Since(begin); got > 7*time.Second {
			t.Errorf("the silent page was given up after %s, want 6 s", got)
		}
	})
}

// sync asks for the whole session.
func (p *page) sync() snapshot {
	p.t.Helper()
	p.do("sync")
	return p.next("the whole session", func(m received) bool { return m.Type == "session" }).Session
}

// A session that a dead process left running is ended, on its own time line.
func TestRecover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		id := h.session(sessions.Solo, sessions.Candidate, screen, "ada")
		begin := time.Now().Add(-24 * time.Hour)
		h.update(id, func(s *sessions.Session) error { return s.Start("ada", begin) })
		check(t, h.hub.Recover(t.Context()), "recover")
		s := h.stored(id)
		if got, want := s.EndedAt.Sub(begin), sessions.Countdown+45*time.Minute; s.EndReason != sessions.EndedByShutdown || (got-want).Abs() > time.Millisecond {
			t.Errorf("ended after %s, %q; want %s", got, s.EndReason, want)
		}
	})
}

// Roles swap in the moment in which the leg begins, also when the room does
// something else in that very moment: it looks after the recording four times a
// second.
func TestTheSwapIsOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openQuietHouse(t, nil)
		stages := []sessions.Stage{{Name: "First", Duration: 10 * time.Second}, {Name: "Second", Duration: 10 * time.Second, Leg: 1}}
		id := h.session(sessions.Paired, sessions.Candidate, stages, "ada", "ben")
		ada, ben := h.page("ada", id), h.page("ben", id)
		ada.do("consent")
		ben.do("consent")
		ben.until("the consents", func(s snapshot) bool { return s.who("ada").Consented && s.who("ben").Consented })
		ada.do("start")
		ada.until("the start", running)
		begin := time.Now()
		ada.untilWithin("the swap", time.Minute, func(s snapshot) bool { return s.Leg == 1 })
		if got, want := time.Since(begin), sessions.Countdown+10*time.Second; (got - want).Abs() > 10*time.Millisecond {
			t.Errorf("the swap came after %s, want %s", got, want)
		}
	})
}
