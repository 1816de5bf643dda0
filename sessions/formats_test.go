package sessions_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"practice/problem"
	"practice/sessions"
)

func TestFormatsAreSane(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range sessions.Formats() {
		if seen[f.ID] || seen[f.Name] || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(f.ID) {
			t.Errorf("%q (%s): ID and name must be unique, and the ID lower-case words", f.ID, f.Name)
		}
		seen[f.ID], seen[f.Name] = true, true
		if f.Medium != sessions.Verbal && f.Medium != sessions.Whiteboard && f.Medium != sessions.LiveCoding {
			t.Errorf("%s: unknown medium %q", f.ID, f.Medium)
		}
		if !strings.HasSuffix(f.Summary, ".") {
			t.Errorf("%s: summary %q is not a sentence", f.ID, f.Summary)
		}
		checkStages(t, f)
		checkKinds(t, f)
	}
}

func checkStages(t *testing.T, f sessions.Format) {
	t.Helper()
	if len(f.Stages) == 0 {
		t.Errorf("%s has no stages", f.ID)
	}
	leg := 0
	for _, s := range f.Stages {
		if s.Duration <= 0 || s.Duration%time.Second != 0 {
			t.Errorf("%s: stage %s lasts %v, want whole seconds", f.ID, s.Name, s.Duration)
		}
		if s.Name == "" || s.Purpose == "" {
			t.Errorf("%s: stage %q has purpose %q, want both", f.ID, s.Name, s.Purpose)
		}
		if s.Leg != leg && s.Leg != leg+1 {
			t.Errorf("%s: leg %d follows leg %d", f.ID, s.Leg, leg)
		}
		leg = s.Leg
	}
	if len(f.Stages) > 0 && f.Stages[0].Leg != 0 {
		t.Errorf("%s begins with leg %d, want 0", f.ID, f.Stages[0].Leg)
	}
}

// Who swaps roles needs somebody to swap with.
func checkKinds(t *testing.T, f sessions.Format) {
	t.Helper()
	if !f.Suits(sessions.Paired) {
		t.Errorf("%s does not suit a paired session", f.ID)
	}
	if got, want := f.Suits(sessions.Solo), f.Legs() == 1; got != want {
		t.Errorf("%s has %d legs and suits a solo session: %t, want %t", f.ID, f.Legs(), got, want)
	}
}

func TestLegsCoverTheFormat(t *testing.T) {
	for _, f := range sessions.Formats() {
		var at time.Duration
		for leg := range f.Legs() {
			begin, end := f.LegBounds(leg)
			if begin != at || end <= begin {
				t.Errorf("%s: leg %d is from %v to %v, want from %v", f.ID, leg, begin, end, at)
			}
			at = end
		}
		if at != f.Duration() {
			t.Errorf("%s: the legs end at %v, want %v", f.ID, at, f.Duration())
		}
	}
}

func TestFormatDurations(t *testing.T) {
	for id, want := range map[string]time.Duration{
		"explain-a-concept": 3*time.Minute + 30*time.Second, "quick-answer": 90 * time.Second,
		"technical-screen-45": 45 * time.Minute, "system-design-45": 45 * time.Minute,
		"peer-swap-30": time.Hour, "peer-swap-10": 20 * time.Minute,
	} {
		if got := format(t, id).Duration(); got != want {
			t.Errorf("%s lasts %v, want %v", id, got, want)
		}
	}
}

func TestBoundsOfPeerSwap(t *testing.T) {
	f := format(t, "peer-swap-10")
	for leg, want := range [][2]time.Duration{{0, 10 * time.Minute}, {10 * time.Minute, 20 * time.Minute}, {0, 0}} {
		begin, end := f.LegBounds(leg)
		if got := [2]time.Duration{begin, end}; got != want {
			t.Errorf("leg %d is %v, want %v", leg, got, want)
		}
	}
	if got := (sessions.Format{}).Legs(); got != 0 {
		t.Errorf("a format without stages has %d legs, want 0", got)
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := sessions.FormatByID("chess-boxing")
	wantErr(t, "FormatByID", err, problem.Invalid)
}

// Callers may shorten what they were handed without changing the program's own.
func TestFormatsAreMadeAnew(t *testing.T) {
	sessions.Formats()[0].Stages[0].Duration = 0
	if got := sessions.Formats()[0].Stages[0].Duration; got == 0 {
		t.Error("a change to one caller's format reached the next caller")
	}
}
