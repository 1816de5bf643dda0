package sessions_test

import (
	"errors"
	"testing"

	"practice/problem"
	"practice/sessions"
)

func TestNewSessionChecksTheDraft(t *testing.T) {
	one, two := []sessions.Question{question("a")}, []sessions.Question{question("a"), question("b")}
	tests := []struct {
		name      string
		kind      sessions.Kind
		format    string
		role      sessions.Role
		questions []sessions.Question
		field     string // empty: accepted
	}{
		{"solo", sessions.Solo, "quick-answer", sessions.Candidate, one, ""},
		{"paired, creator answers", sessions.Paired, "quick-answer", sessions.Candidate, one, ""},
		{"paired, creator asks", sessions.Paired, "quick-answer", sessions.Interviewer, one, ""},
		{"peer swap", sessions.Paired, "peer-swap-10", sessions.Candidate, two, ""},
		{"unknown kind", "triple", "quick-answer", sessions.Candidate, one, "kind"},
		{"peer swap alone", sessions.Solo, "peer-swap-10", sessions.Candidate, two, "format"},
		{"solo interviewer", sessions.Solo, "quick-answer", sessions.Interviewer, one, "role"},
		{"creator observes", sessions.Paired, "quick-answer", sessions.Observer, one, "role"},
		{"no role", sessions.Paired, "quick-answer", "", one, "role"},
		{"no question", sessions.Solo, "quick-answer", sessions.Candidate, nil, "questions"},
		{"two questions for one leg", sessions.Solo, "quick-answer", sessions.Candidate, two, "questions"},
		{"one question for two legs", sessions.Paired, "peer-swap-10", sessions.Candidate, one, "questions"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			draft := sessions.Draft{Kind: tt.kind, Format: format(t, tt.format), Role: tt.role, Questions: tt.questions}
			s, err := sessions.NewSession("s1", ada, draft, noon)
			if tt.field != "" {
				var fault *problem.Error
				if !errors.As(err, &fault) || fault.Field != tt.field || !errors.Is(err, problem.Invalid) {
					t.Fatalf("got error %v, want an invalid %s", err, tt.field)
				}
				return
			}
			must(t, err)
			if got := s.State(); got != sessions.Lobby {
				t.Errorf("a new session is %s, want %s", got, sessions.Lobby)
			}
			if len(s.Participants) != 1 {
				t.Fatalf("a new session has %d participants, want its creator", len(s.Participants))
			}
			wantRole(t, &s, ada.ID, tt.role)
			if s.Participants[0].Consented() {
				t.Error("making a session counts as consent, want it asked for")
			}
		})
	}
}
