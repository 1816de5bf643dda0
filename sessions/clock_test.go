package sessions_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/sessions"
)

// threeStages are 10 s, 20 s and 5 s long; the swap comes after the second.
func threeStages() sessions.Clock {
	return sessions.Clock{StartedAt: noon, Plan: []sessions.Stage{
		{Name: "Think", Duration: 10 * time.Second},
		{Name: "Answer", Duration: 20 * time.Second},
		{Name: "Again", Duration: 5 * time.Second, Leg: 1},
	}}
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

func TestSkipEndsTheStageNow(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name string
		at   time.Duration
		want []time.Duration
	}{
		{"in the countdown", -1, []time.Duration{10 * s, 20 * s, 5 * s}},
		{"at position 0", 0, []time.Duration{0, 20 * s, 5 * s}},
		{"in the first", 4 * s, []time.Duration{4 * s, 20 * s, 5 * s}},
		{"at the boundary it is the next", 10 * s, []time.Duration{10 * s, 0, 5 * s}},
		{"in the last", 33 * s, []time.Duration{10 * s, 20 * s, 3 * s}},
		{"after the end", 35 * s, []time.Duration{10 * s, 20 * s, 5 * s}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clock, now := threeStages(), noon.Add(tt.at)
			skipped := clock.Skip(now)
			var got []time.Duration
			for _, stage := range skipped.Plan {
				got = append(got, stage.Duration)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("durations (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(threeStages(), clock); diff != "" {
				t.Errorf("Skip changed the clock it was asked of (-want +got):\n%s", diff)
			}
			before, after := clock.Read(now), skipped.Read(now)
			if inStage := before.Stage >= 0 && before.Stage < 3; inStage && after.Stage != before.Stage+1 {
				t.Errorf("stage after the skip is %d, want %d", after.Stage, before.Stage+1)
			}
			if after.Position != before.Position {
				t.Errorf("position jumped from %v to %v", before.Position, after.Position)
			}
		})
	}
}

func TestEmptyClock(t *testing.T) {
	clock := sessions.Clock{StartedAt: noon}
	r := clock.Read(noon)
	if want := (sessions.Reading{}); r != want || clock.Leg(r) != 0 || clock.Duration() != 0 {
		t.Errorf("reading of a clock without stages: got %+v, leg %d, want %+v, leg 0", r, clock.Leg(r), want)
	}
}
