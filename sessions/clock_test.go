package sessions_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/sessions"
)

// threeStages are 10 s, 20 s and 5 s long; the swap comes after the second.
func threeStages() sessions.Clock {
	return begun(
		sessions.Stage{Name: "Think", Duration: 10 * time.Second},
		sessions.Stage{Name: "Answer", Duration: 20 * time.Second},
		sessions.Stage{Name: "Again", Duration: 5 * time.Second, Leg: 1},
	)
}

// begun is a clock with position 0 at noon.
func begun(plan ...sessions.Stage) sessions.Clock {
	return sessions.Clock{Plan: plan}.With(sessions.ClockEvent{Kind: sessions.StartEvent, At: noon})
}

func TestClockAtEveryBoundary(t *testing.T) {
	const s = time.Second
	tests := []struct {
		at   time.Duration
		want sessions.Reading
		leg  int
	}{
		{-3 * s, sessions.Reading{Stage: -1, Position: -3 * s}, 0},
		{-1, sessions.Reading{Stage: -1, Position: -1}, 0},
		{0, sessions.Reading{Stage: 0, Position: 0, StageEnds: 10 * s}, 0},
		{10*s - 1, sessions.Reading{Stage: 0, Position: 10*s - 1, StageEnds: 10 * s}, 0},
		{10 * s, sessions.Reading{Stage: 1, Position: 10 * s, StageEnds: 30 * s}, 0},
		{30*s - 1, sessions.Reading{Stage: 1, Position: 30*s - 1, StageEnds: 30 * s}, 0},
		{30 * s, sessions.Reading{Stage: 2, Position: 30 * s, StageEnds: 35 * s}, 1},
		{35*s - 1, sessions.Reading{Stage: 2, Position: 35*s - 1, StageEnds: 35 * s}, 1},
		{35 * s, sessions.Reading{Stage: 3, Position: 35 * s, StageEnds: 35 * s}, 1},
		{24 * time.Hour, sessions.Reading{Stage: 3, Position: 35 * s, StageEnds: 35 * s}, 1},
	}
	clock := threeStages()
	for _, tt := range tests {
		got := clock.Read(noon.Add(tt.at))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("reading at %v (-want +got):\n%s", tt.at, diff)
		}
		if leg := clock.Leg(got); leg != tt.leg {
			t.Errorf("leg at %v is %d, want %d", tt.at, leg, tt.leg)
		}
	}
}

func TestEmptyClock(t *testing.T) {
	clock := begun()
	r := clock.Read(noon)
	if want := (sessions.Reading{}); r != want || clock.Leg(r) != 0 || clock.Duration() != 0 {
		t.Errorf("reading of a clock without stages: got %+v, leg %d, want %+v, leg 0", r, clock.Leg(r), want)
	}
}

// An event changes no clock but the one that it makes, however often it is tried.
func TestAnEventLeavesTheClockBefore(t *testing.T) {
	before := threeStages()
	skip := before.With(sessions.ClockEvent{Kind: sessions.SkipEvent, At: noon.Add(4 * time.Second)})
	extend := before.With(sessions.ClockEvent{Kind: sessions.ExtendEvent, At: noon.Add(4 * time.Second), By: time.Second})
	if diff := cmp.Diff(threeStages(), before); diff != "" {
		t.Errorf("the clock changed (-want +got):\n%s", diff)
	}
	if skip.Duration() != 29*time.Second || extend.Duration() != 36*time.Second {
		t.Errorf("lengths: got %v and %v, want 29 s and 36 s", skip.Duration(), extend.Duration())
	}
}
