package sessions_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/sessions"
)

// What may be seen of one question, from nothing to everything.
const (
	nothing = "nothing"
	prompt  = "prompt"
	hints   = "prompt and hints"
	all     = "everything"
)

// seen names what a question shows.
func seen(t *testing.T, q sessions.Question) string {
	t.Helper()
	switch {
	case len(q.Points) > 0 && len(q.Hints) > 0 && q.Prompt != "":
		return all
	case len(q.Points) == 0 && len(q.Hints) > 0 && q.Prompt != "":
		return hints
	case len(q.Points) == 0 && len(q.Hints) == 0 && q.Prompt != "":
		return prompt
	case cmp.Equal(q, sessions.Question{}):
		return nothing
	}
	t.Fatalf("unexpected mixture: %+v", q)
	return ""
}

func wantSeen(t *testing.T, s *sessions.Session, userID string, want ...string) {
	t.Helper()
	var got []string
	for _, q := range s.QuestionsFor(userID) {
		got = append(got, seen(t, q))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, leg %d: what %s sees of each question (-want +got):\n%s", s.State(), s.Leg, userID, diff)
	}
}

func TestQuestionsOfAPairedSession(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	wantSeen(t, s, ada.ID, all)
	wantSeen(t, s, bob.ID, nothing)
	wantSeen(t, s, carol.ID, nothing)
	wantSeen(t, s, "dave", nothing)

	for _, id := range []string{ada.ID, bob.ID, carol.ID} {
		must(t, s.Consent(id, noon))
	}
	must(t, s.Start(ada.ID, noon))
	wantSeen(t, s, ada.ID, all)
	wantSeen(t, s, bob.ID, prompt)
	wantSeen(t, s, carol.ID, prompt)
	wantSeen(t, s, "dave", nothing)

	must(t, s.End(ada.ID, noon.Add(time.Minute)))
	for _, id := range []string{ada.ID, bob.ID, carol.ID, "dave"} {
		wantSeen(t, s, id, all)
	}
}

// TestNobodyReadsTheQuestionByChangingRoles: whatever a guest does in the lobby,
// the prompt comes with the start.
func TestNobodyReadsTheQuestionByChangingRoles(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	for range 2 {
		must(t, s.SwapRoles(bob.ID))
		wantSeen(t, s, bob.ID, nothing)
		wantSeen(t, s, carol.ID, nothing)
	}
	must(t, s.Leave(bob.ID, noon))
	wantSeen(t, s, bob.ID, nothing)
	must(t, s.Join(bob, noon))
	must(t, s.End(bob.ID, noon.Add(time.Minute))) // it never began
	wantSeen(t, s, bob.ID, nothing)
	wantSeen(t, s, carol.ID, nothing)
	wantSeen(t, s, "dave", nothing)
	wantSeen(t, s, ada.ID, all)

	// A guest who interviews sees all of it when roles are settled.
	s = lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	wantSeen(t, s, ada.ID, nothing)
	wantSeen(t, s, bob.ID, nothing)
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(bob.ID, noon))
	must(t, s.Start(ada.ID, noon))
	wantSeen(t, s, ada.ID, prompt)
	wantSeen(t, s, bob.ID, all)
}

// Each of the two is the candidate of one question: neither may read the own
// one early, in whatever role they are before.
func TestQuestionsOfAPeerSwap(t *testing.T) {
	s := lobby(t, sessions.Paired, "peer-swap-10", sessions.Candidate)
	must(t, s.Join(bob, noon))
	wantSeen(t, s, ada.ID, nothing, all)
	wantSeen(t, s, bob.ID, nothing, nothing)

	s = running(t, "peer-swap-10")
	wantSeen(t, s, ada.ID, prompt, all)
	wantSeen(t, s, bob.ID, all, nothing)

	early := running(t, "peer-swap-10")
	must(t, early.End(bob.ID, noon.Add(time.Minute)))
	wantSeen(t, early, bob.ID, all, nothing) // the second leg never began

	s.Advance(noon.Add(10 * time.Minute))
	wantSeen(t, s, ada.ID, prompt, all)
	wantSeen(t, s, bob.ID, all, prompt)

	s.Advance(noon.Add(20 * time.Minute))
	wantSeen(t, s, ada.ID, all, all)
	wantSeen(t, s, bob.ID, all, all)
}

func TestQuestionOfASoloSession(t *testing.T) {
	s := lobby(t, sessions.Solo, "quick-answer", sessions.Candidate)
	wantSeen(t, s, ada.ID, hints)
	wantSeen(t, s, bob.ID, nothing)
	must(t, s.Start(ada.ID, noon))
	wantSeen(t, s, ada.ID, hints)
	must(t, s.End(ada.ID, noon.Add(time.Minute)))
	wantSeen(t, s, ada.ID, all)
}

func TestLookingChangesNothing(t *testing.T) {
	s := running(t, "peer-swap-10")
	s.QuestionsFor(ada.ID)
	if diff := cmp.Diff([]sessions.Question{question("first"), question("second")}, s.Questions); diff != "" {
		t.Errorf("questions after a candidate looked (-want +got):\n%s", diff)
	}
}

func TestQuestionOfALegThatIsNone(t *testing.T) {
	s := running(t, "peer-swap-10")
	for _, leg := range []int{-1, 2} {
		if got := s.Question(leg); !cmp.Equal(got, sessions.Question{}) {
			t.Errorf("question of leg %d: got %+v, want none", leg, got)
		}
	}
}
