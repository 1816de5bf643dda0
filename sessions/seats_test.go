package sessions_test

import (
	"testing"
	"time"

	"practice/people"
	"practice/problem"
	"practice/sessions"
)

func TestFirstToJoinTakesTheRoleThatIsLeft(t *testing.T) {
	for _, tt := range []struct{ creator, guest sessions.Role }{
		{sessions.Candidate, sessions.Interviewer},
		{sessions.Interviewer, sessions.Candidate},
	} {
		s := lobby(t, sessions.Paired, "quick-answer", tt.creator)
		must(t, s.Join(bob, noon))
		must(t, s.Join(carol, noon))
		wantRole(t, s, ada.ID, tt.creator)
		wantRole(t, s, bob.ID, tt.guest)
		wantRole(t, s, carol.ID, sessions.Observer)
	}
}

func TestRoleOfSomebodyWhoLeftIsTakenByTheNext(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	must(t, s.Leave(bob.ID, noon))
	if _, err := s.Participant(bob.ID); err == nil {
		t.Error("Bob still has a seat after leaving")
	}
	must(t, s.Join(carol, noon))
	wantRole(t, s, carol.ID, sessions.Candidate)
}

func TestJoiningAgainChangesOnlyTheName(t *testing.T) {
	s := running(t, "quick-answer")
	before, err := s.Participant(bob.ID)
	must(t, err)
	must(t, s.Join(people.User{ID: bob.ID, Name: "Robert"}, noon.Add(time.Minute)))
	after, err := s.Participant(bob.ID)
	must(t, err)
	want := before
	want.Name = "Robert"
	if after != want {
		t.Errorf("after joining again: got %+v, want %+v", after, want)
	}
	if got := len(s.Participants); got != 2 {
		t.Errorf("got %d participants, want 2", got)
	}
}

func TestJoiningIsForTheLobby(t *testing.T) {
	s := running(t, "quick-answer")
	wantErr(t, "join in the countdown", s.Join(carol, noon.Add(-time.Second)), problem.Conflict)
	wantErr(t, "join a running session", s.Join(carol, noon.Add(time.Second)), problem.Conflict)
	must(t, s.End(ada.ID, noon.Add(2*time.Second)))
	wantErr(t, "join an ended session", s.Join(carol, noon.Add(3*time.Second)), problem.Conflict)

	solo := lobby(t, sessions.Solo, "quick-answer", sessions.Candidate)
	wantErr(t, "join a solo session", solo.Join(bob, noon), problem.Conflict)
}

func TestFullSessionTakesNobody(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	for _, id := range []string{"b", "c", "d"} {
		must(t, s.Join(people.User{ID: id, Name: id}, noon))
	}
	if got := len(s.Participants); got != sessions.MaxParticipants {
		t.Fatalf("got %d participants, want %d", got, sessions.MaxParticipants)
	}
	wantErr(t, "join a full session", s.Join(people.User{ID: "e"}, noon), problem.Conflict)
	wantErr(t, "come back to a full session", s.Join(people.User{ID: "d", Name: "Dora"}, noon), nil)
}

func TestLeaving(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	wantErr(t, "somebody without a seat leaves", s.Leave(carol.ID, noon), problem.NotFound)
	wantErr(t, "the creator leaves", s.Leave(ada.ID, noon), problem.Conflict)
	s = running(t, "quick-answer")
	wantErr(t, "a stranger leaves while it runs", s.Leave(carol.ID, noon), problem.NotFound)
}

// Who speaks or asks ends a session that runs by leaving it, and keeps the seat;
// an observer gives the seat up, and the session goes on.
func TestLeavingASessionThatRuns(t *testing.T) {
	for _, leaver := range []string{ada.ID, bob.ID} {
		s := running(t, "quick-answer")
		at := s.Clock.StartedAt().Add(5 * time.Second)
		must(t, s.Leave(leaver, at))
		if s.State() != sessions.Ended || !s.EndedAt.Equal(at) || s.EndReason != sessions.EndedByParticipant {
			t.Errorf("after %s left: %s at %v, %q; want it ended at %v by a participant", leaver, s.State(), s.EndedAt, s.EndReason, at)
		}
		if _, err := s.Participant(leaver); err != nil {
			t.Errorf("%s has no seat any more", leaver)
		}
		wantErr(t, "leave again", s.Leave(leaver, at), problem.Conflict)
	}
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	for _, id := range []string{ada.ID, bob.ID, carol.ID} {
		must(t, s.Consent(id, noon))
	}
	must(t, s.Start(ada.ID, noon))
	must(t, s.Leave(carol.ID, noon.Add(5*time.Second)))
	if _, err := s.Participant(carol.ID); err == nil || s.State() != sessions.Running {
		t.Errorf("after the observer left the session is %s, their seat: %v", s.State(), err)
	}
}

func TestObserversAndStrangersLeadNothing(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	dave := "dave"
	for _, tt := range []struct {
		what string
		do   func(userID string) error
	}{
		{"swap roles", s.SwapRoles},
		{"start", func(id string) error { return s.Start(id, noon) }},
		{"skip", func(id string) error { return s.SkipStage(id, noon) }},
		{"end", func(id string) error { return s.End(id, noon) }},
	} {
		wantErr(t, "observer: "+tt.what, tt.do(carol.ID), problem.Forbidden)
		wantErr(t, "stranger: "+tt.what, tt.do(dave), problem.NotFound)
	}
	if got := s.State(); got != sessions.Lobby {
		t.Errorf("the session is %s, want %s", got, sessions.Lobby)
	}
}
