package sessions_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/problem"
	"practice/sessions"
)

// clockFixture is a file of testdata/clock, which the page's tests read too.
type clockFixture struct {
	About string
	Plan  []struct {
		Name       string
		DurationMS int64 `json:"duration_ms"`
		Leg        int
	}
	Events []struct {
		Kind string
		AtMS int64 `json:"at_ms"`
		ByMS int64 `json:"by_ms"`
	}
	// DurationsMS are those of the stages after all events.
	DurationsMS []int64 `json:"durations_ms"`
	Readings    []struct {
		AtMS        int64 `json:"at_ms"`
		Stage       int
		PositionMS  int64 `json:"position_ms"`
		StageEndsMS int64 `json:"stage_ends_ms"`
		Paused      bool
	}
	// Legs are when they begin and end; 0 where the pause is not over.
	Legs []struct {
		BeginsAtMS int64 `json:"begins_at_ms"`
		EndsAtMS   int64 `json:"ends_at_ms"`
	}
	// Refused is what the rules do not allow after the events.
	Refused []struct {
		Do   string
		AtMS int64 `json:"at_ms"`
		ByMS int64 `json:"by_ms"`
		Why  string
	}
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// session returns a session on whose clock the fixture's events happened, by the
// rules where there is one.
func (f clockFixture) session(t *testing.T) *sessions.Session {
	t.Helper()
	s := &sessions.Session{ID: "s", OwnerID: "ada", Kind: sessions.Solo, Participants: []sessions.Participant{{UserID: "ada", Role: sessions.Candidate}}}
	for _, stage := range f.Plan {
		s.Format.Stages = append(s.Format.Stages, sessions.Stage{Name: stage.Name, Duration: ms(stage.DurationMS), Leg: stage.Leg})
	}
	s.Clock.Plan = s.Format.Stages
	for _, e := range f.Events {
		now := time.UnixMilli(e.AtMS)
		if e.Kind == string(sessions.StartEvent) {
			now = now.Add(-sessions.Countdown)
		}
		if err := do(s, e.Kind, now, ms(e.ByMS)); err != nil {
			// What comes after the end, or of a plan without stages, the fold takes
			// as it is.
			s.Clock = s.Clock.With(sessions.ClockEvent{Kind: sessions.EventKind(e.Kind), At: time.UnixMilli(e.AtMS), By: ms(e.ByMS)})
		}
	}
	return s
}

// do carries out one event by the session's rules.
func do(s *sessions.Session, kind string, now time.Time, by time.Duration) error {
	const ada = "ada"
	switch kind {
	case "start":
		return s.Start(ada, now)
	case "pause":
		return s.Pause(ada, now)
	case "resume":
		return s.Resume(ada, now)
	case "extend":
		return s.Extend(ada, by, now)
	}
	return s.SkipStage(ada, now)
}

func TestClockFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/clock/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("fixtures: got %v, %v, want at least 10", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			must(t, err)
			var f clockFixture
			must(t, json.Unmarshal(data, &f))
			f.check(t)
		})
	}
}

func (f clockFixture) check(t *testing.T) {
	t.Helper()
	s := f.session(t)
	for _, want := range f.Readings {
		got := s.Clock.Read(time.UnixMilli(want.AtMS))
		wanted := sessions.Reading{Stage: want.Stage, Position: ms(want.PositionMS), StageEnds: ms(want.StageEndsMS), Paused: want.Paused}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("reading at %d (-want +got):\n%s", want.AtMS, diff)
		}
		f.checkNext(t, s.Clock, want.AtMS)
	}
	var durations []int64
	for _, stage := range s.Clock.Stages() {
		durations = append(durations, stage.Duration.Milliseconds())
	}
	if diff := cmp.Diff(f.DurationsMS, append([]int64{}, durations...)); diff != "" {
		t.Errorf("durations after all events (-want +got):\n%s", diff)
	}
	for leg, want := range f.Legs {
		begin, end := s.Clock.LegBounds(leg)
		if unix(begin) != want.BeginsAtMS || unix(end) != want.EndsAtMS {
			t.Errorf("leg %d: got %d to %d, want %d to %d", leg, unix(begin), unix(end), want.BeginsAtMS, want.EndsAtMS)
		}
	}
	for _, refused := range f.Refused {
		before := s.Clock
		err := do(s, refused.Do, time.UnixMilli(refused.AtMS), ms(refused.ByMS))
		if err == nil || problem.Of(err).Sentence != refused.Why {
			t.Errorf("%s at %d: got error %v, want %q", refused.Do, refused.AtMS, err, refused.Why)
		}
		if diff := cmp.Diff(before, s.Clock); diff != "" {
			t.Errorf("a refused %s changed the clock (-want +got):\n%s", refused.Do, diff)
		}
	}
}

// checkNext holds that nothing changes before the instant that the clock names,
// and something then; events aside.
func (f clockFixture) checkNext(t *testing.T, clock sessions.Clock, atMS int64) {
	t.Helper()
	at := time.UnixMilli(atMS)
	if len(clock.Events) > 0 && clock.Events[len(clock.Events)-1].At.After(at) {
		return
	}
	next, known := clock.Next(at)
	if !known {
		if r := clock.Read(at.Add(24 * time.Hour)); r.Stage != clock.Read(at).Stage {
			t.Errorf("at %d nothing is to come, and a day later stage %d runs", atMS, r.Stage)
		}
		return
	}
	now, before, then := clock.Read(at), clock.Read(next.Add(-1)), clock.Read(next)
	if before.Stage != now.Stage || then.Stage == now.Stage {
		t.Errorf("at %d stage %d; before the next instant %d: %d, then %d", atMS, now.Stage, unix(next), before.Stage, then.Stage)
	}
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Who only looks on may not move the clock, and nobody can before the start.
func TestOnlyWhoLeadsMovesTheClock(t *testing.T) {
	s := running(t, "quick-answer")
	at := noon.Add(time.Second)
	for name, do := range map[string]func(string) error{
		"pause":  func(id string) error { return s.Pause(id, at) },
		"resume": func(id string) error { return s.Resume(id, at) },
		"extend": func(id string) error { return s.Extend(id, time.Second, at) },
	} {
		wantErr(t, name+" by a stranger", do(carol.ID), problem.NotFound)
	}
	s.Participants = append(s.Participants, sessions.Participant{UserID: carol.ID, Role: sessions.Observer})
	wantErr(t, "pause by an observer", s.Pause(carol.ID, at), problem.Forbidden)
	wantErr(t, "pause by the interviewer", s.Pause(bob.ID, at), nil)
	wantErr(t, "extend by nothing", s.Extend(ada.ID, 0, at), problem.Invalid)
	wantErr(t, "extend while paused", s.Extend(ada.ID, time.Second, at), nil)
}

// A session whose clock is paused ends by hand, at the instant at which it is
// ended, and not by its plan.
func TestAPausedSessionEndsByHand(t *testing.T) {
	s := running(t, "quick-answer")
	must(t, s.Pause(ada.ID, noon.Add(time.Second)))
	later := noon.Add(24 * time.Hour)
	if s.Advance(later) {
		t.Errorf("a day later the session is %s", s.State())
	}
	must(t, s.End(ada.ID, later))
	if s.EndReason != sessions.EndedByParticipant || !s.EndedAt.Equal(later) {
		t.Errorf("ended at %v, %q, want %v, %q", s.EndedAt, s.EndReason, later, sessions.EndedByParticipant)
	}
}
