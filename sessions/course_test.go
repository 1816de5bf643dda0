package sessions_test

import (
	"testing"
	"time"

	"practice/problem"
	"practice/sessions"
)

// wantEnd fails the test unless the session ended at this position of its clock.
func wantEnd(t testing.TB, s *sessions.Session, position time.Duration, why sessions.EndReason) {
	t.Helper()
	if s.State() != sessions.Ended {
		t.Fatalf("the session is %s, want %s", s.State(), sessions.Ended)
	}
	if got := s.EndedAt.Sub(s.Clock.StartedAt()); got != position {
		t.Errorf("ended at position %v, want %v", got, position)
	}
	if s.EndReason != why {
		t.Errorf("ended because %q, want %q", s.EndReason, why)
	}
}

func TestStartCountsDown(t *testing.T) {
	s := running(t, "quick-answer")
	if got := s.Clock.StartedAt(); !got.Equal(noon) {
		t.Errorf("position 0 is at %v, want %v: the countdown of %v after the start", got, noon, sessions.Countdown)
	}
	if got := s.State(); got != sessions.Running {
		t.Errorf("in the countdown the session is %s, want %s", got, sessions.Running)
	}
	wantErr(t, "skip in the countdown", s.SkipStage(ada.ID, noon.Add(-1)), problem.Conflict)
	if s.Advance(noon.Add(-1)) {
		t.Error("Advance changed something in the countdown")
	}
}

func TestPlanEndsTheSessionAtExactlyItsPosition(t *testing.T) {
	s := running(t, "quick-answer")
	if s.Advance(noon.Add(90*time.Second - 1)) {
		t.Fatal("Advance changed something before the end")
	}
	// The timer comes late; the session still ends where the plan does.
	if !s.Advance(noon.Add(95 * time.Second)) {
		t.Fatal("Advance changed nothing at the end")
	}
	wantEnd(t, s, 90*time.Second, sessions.EndedByPlan)
	if s.Advance(noon.Add(2 * time.Minute)) {
		t.Error("Advance changed an ended session")
	}
}

func TestRolesSwapAtTheLegBoundary(t *testing.T) {
	s := running(t, "peer-swap-10")
	if s.Advance(noon.Add(10*time.Minute - 1)) {
		t.Fatal("Advance changed something before the boundary")
	}
	wantRole(t, s, ada.ID, sessions.Candidate)
	if !s.Advance(noon.Add(10 * time.Minute)) {
		t.Fatal("Advance changed nothing at the boundary")
	}
	wantRole(t, s, ada.ID, sessions.Interviewer)
	wantRole(t, s, bob.ID, sessions.Candidate)
	if s.Leg != 1 {
		t.Errorf("leg is %d, want 1", s.Leg)
	}
	if c, err := s.Candidate(); err != nil || c.UserID != bob.ID {
		t.Errorf("candidate: got %q, %v, want %q", c.UserID, err, bob.ID)
	}
	if got, want := s.Question(s.Leg).ID, "second"; got != want {
		t.Errorf("question of the leg is %q, want %q", got, want)
	}
	s.Advance(noon.Add(20 * time.Minute))
	wantEnd(t, s, 20*time.Minute, sessions.EndedByPlan)
}

func TestLateTimerSwapsAndEnds(t *testing.T) {
	s := running(t, "peer-swap-10")
	s.Advance(noon.Add(time.Hour))
	wantEnd(t, s, 20*time.Minute, sessions.EndedByPlan)
	wantRole(t, s, bob.ID, sessions.Candidate)
}

func TestSkippingBringsTheSwapForward(t *testing.T) {
	s := running(t, "peer-swap-10")
	must(t, s.SkipStage(bob.ID, noon.Add(time.Minute)))
	wantRole(t, s, ada.ID, sessions.Candidate)
	must(t, s.SkipStage(ada.ID, noon.Add(2*time.Minute)))
	wantRole(t, s, bob.ID, sessions.Candidate)
	s.Advance(noon.Add(12 * time.Minute))
	wantEnd(t, s, 12*time.Minute, sessions.EndedByPlan)
}

func TestSkippingTheLastStageEndsTheSession(t *testing.T) {
	s := running(t, "quick-answer")
	must(t, s.SkipStage(ada.ID, noon.Add(4*time.Second)))
	must(t, s.SkipStage(ada.ID, noon.Add(30*time.Second)))
	wantEnd(t, s, 30*time.Second, sessions.EndedByPlan)
	wantErr(t, "skip after the end", s.SkipStage(ada.ID, noon.Add(time.Minute)), problem.Conflict)
}

func TestSkippingLeavesTheFormatAsItWas(t *testing.T) {
	s := running(t, "quick-answer")
	must(t, s.SkipStage(ada.ID, noon.Add(time.Second)))
	if got, want := s.Format.Duration(), 90*time.Second; got != want {
		t.Errorf("the format lasts %v after a skip, want %v", got, want)
	}
}

func TestEndingByHand(t *testing.T) {
	tests := []struct {
		name     string
		at       time.Duration
		position time.Duration
		why      sessions.EndReason
	}{
		{"in the countdown it ends at position 0", -time.Second, 0, sessions.EndedByParticipant},
		{"in the middle", 42 * time.Second, 42 * time.Second, sessions.EndedByParticipant},
		{"when the time was up already", 91 * time.Second, 90 * time.Second, sessions.EndedByPlan},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := running(t, "quick-answer")
			must(t, s.End(bob.ID, noon.Add(tt.at)))
			wantEnd(t, s, tt.position, tt.why)
			wantErr(t, "end twice", s.End(ada.ID, noon.Add(time.Hour)), problem.Conflict)
		})
	}
}

func TestEndingInTheLobby(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.End(ada.ID, noon.Add(time.Minute)))
	if s.State() != sessions.Ended || !s.Clock.StartedAt().IsZero() {
		t.Errorf("got %s, position 0 at %v, want %s and none", s.State(), s.Clock.StartedAt(), sessions.Ended)
	}
	wantErr(t, "start after the end", s.Start(ada.ID, noon), problem.Conflict)
}

func TestAbandoned(t *testing.T) {
	tests := []struct {
		name         string
		at, position time.Duration
	}{
		{"in the countdown", -time.Second, 0},
		{"in the middle", 42 * time.Second, 42 * time.Second},
		{"found the next day", 24 * time.Hour, 90 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := running(t, "quick-answer")
			s.Abandon(noon.Add(tt.at), sessions.EndedByAbsence)
			wantEnd(t, s, tt.position, sessions.EndedByAbsence)
			s.Abandon(noon.Add(time.Minute), sessions.EndedByShutdown)
			wantEnd(t, s, tt.position, sessions.EndedByAbsence)
		})
	}
}
