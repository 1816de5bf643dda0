package sessions_test

import (
	"testing"
	"time"

	"practice/problem"
	"practice/sessions"
)

func TestNothingStartsBeforeEveryParticipantHasConsented(t *testing.T) {
	everybody := []string{ada.ID, bob.ID, carol.ID}
	for missing := range everybody {
		s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
		must(t, s.Join(bob, noon))
		must(t, s.Join(carol, noon))
		for i, id := range everybody {
			if i != missing {
				must(t, s.Consent(id, noon))
			}
		}
		wantErr(t, "start without the consent of "+everybody[missing], s.Start(ada.ID, noon), problem.Conflict)
		if got := s.State(); got != sessions.Lobby {
			t.Fatalf("the session is %s after a refused start, want %s", got, sessions.Lobby)
		}
		must(t, s.Consent(everybody[missing], noon))
		wantErr(t, "start with every consent", s.Start(ada.ID, noon), nil)
	}
}

func TestWhoJoinsLateIsAskedAsWell(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(bob.ID, noon))
	must(t, s.Join(carol, noon))
	wantErr(t, "start before Carol agreed", s.Start(ada.ID, noon), problem.Conflict)
}

func TestComingBackNeedsConsentAgain(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(bob.ID, noon))
	must(t, s.Leave(bob.ID, noon))
	must(t, s.Join(bob, noon))
	wantErr(t, "start with the consent of an earlier visit", s.Start(ada.ID, noon), problem.Conflict)
}

func TestSwappingRolesAsksForConsentAgain(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	for _, id := range []string{ada.ID, bob.ID, carol.ID} {
		must(t, s.Consent(id, noon))
	}
	must(t, s.SwapRoles(bob.ID))
	wantRole(t, s, ada.ID, sessions.Interviewer)
	wantRole(t, s, bob.ID, sessions.Candidate)
	wantRole(t, s, carol.ID, sessions.Observer)
	for _, p := range s.Participants {
		if p.Consented() {
			t.Errorf("%s counts as consenting after the swap, want to be asked again", p.Name)
		}
	}
	wantErr(t, "start with the consents from before the swap", s.Start(ada.ID, noon), problem.Conflict)
}

func TestConsentKeepsItsFirstTime(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(ada.ID, noon.Add(time.Minute)))
	if got := s.Participants[0].ConsentedAt; !got.Equal(noon) {
		t.Errorf("consent is of %v, want %v", got, noon)
	}
}

func TestConsentIsForParticipantsInTheLobby(t *testing.T) {
	s := running(t, "quick-answer")
	wantErr(t, "consent of a stranger", s.Consent(carol.ID, noon), problem.NotFound)
	wantErr(t, "consent after the start", s.Consent(bob.ID, noon), problem.Conflict)
	wantErr(t, "swap after the start", s.SwapRoles(ada.ID), problem.Conflict)
}

func TestStartNeedsCandidateAndInterviewer(t *testing.T) {
	for _, role := range []sessions.Role{sessions.Candidate, sessions.Interviewer} {
		s := lobby(t, sessions.Paired, "quick-answer", role)
		must(t, s.Consent(ada.ID, noon))
		wantErr(t, "start with nobody but the "+string(role), s.Start(ada.ID, noon), problem.Conflict)
	}
}

func TestStartingAloneIsConsent(t *testing.T) {
	s := lobby(t, sessions.Solo, "quick-answer", sessions.Candidate)
	wantErr(t, "swap roles alone", s.SwapRoles(ada.ID), problem.Conflict)
	must(t, s.Start(ada.ID, noon))
	if p := s.Participants[0]; !p.ConsentedAt.Equal(noon) || p.Role != sessions.Candidate {
		t.Errorf("after the start: got %+v, want the candidate with a consent of %v", p, noon)
	}
	wantErr(t, "start twice", s.Start(ada.ID, noon), problem.Conflict)
}

// TestNobodyBlocksTheStartByNotAgreeing: the others may start without them.
func TestNobodyBlocksTheStartByNotAgreeing(t *testing.T) {
	s := lobby(t, sessions.Paired, "peer-swap-10", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Join(carol, noon))
	both := []string{bob.ID, carol.ID}
	wantErr(t, "start without an own consent", s.StartWithout(ada.ID, append(both, ada.ID), noon), problem.Conflict)
	must(t, s.Consent(ada.ID, noon))
	wantErr(t, "start without one of two", s.StartWithout(ada.ID, both[:1], noon), problem.Conflict)
	must(t, s.StartWithout(ada.ID, both, noon.Add(-sessions.Countdown)))
	for _, p := range s.Participants {
		if got, want := s.Heard(p), p.UserID == ada.ID; got != want {
			t.Errorf("%s is heard: %v, want %v", p.Name, got, want)
		}
	}
	// Bob would be recorded in the second leg, so there is none.
	s.Advance(noon.Add(10 * time.Minute))
	if s.State() != sessions.Ended || s.Leg != 0 {
		t.Errorf("after the first leg: the session is %s in leg %d, want the end in leg 0", s.State(), s.Leg)
	}
}

// TestNobodyBlocksTheStartByNotComing: where nobody has the interviewer's seat, the
// candidate may start alone; whoever has it is left out by name.
func TestNobodyBlocksTheStartByNotComing(t *testing.T) {
	s := lobby(t, sessions.Paired, "peer-swap-10", sessions.Interviewer)
	must(t, s.Consent(ada.ID, noon))
	wantErr(t, "start without a candidate", s.StartAlone(ada.ID, nil, noon), problem.Conflict)
	must(t, s.SwapRoles(ada.ID))
	wantErr(t, "start alone without the consent", s.StartAlone(ada.ID, nil, noon), problem.Conflict)
	must(t, s.Consent(ada.ID, noon))
	wantErr(t, "start without an interviewer", s.Start(ada.ID, noon), problem.Conflict)
	must(t, s.StartAlone(ada.ID, nil, noon.Add(-sessions.Countdown)))
	wantErr(t, "come in as the interviewer afterwards", s.Join(bob, noon), problem.Conflict)
	s.Advance(noon.Add(10 * time.Minute))
	if s.State() != sessions.Ended || s.Leg != 0 {
		t.Errorf("after the first leg: the session is %s in leg %d, want the end in leg 0", s.State(), s.Leg)
	}

	s = lobby(t, sessions.Paired, "peer-swap-10", sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	wantErr(t, "start alone beside an interviewer who has not agreed", s.StartAlone(ada.ID, nil, noon), problem.Conflict)
	must(t, s.StartAlone(ada.ID, []string{bob.ID}, noon))
}

func TestTheRecordedAreNeverLeftOut(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	wantErr(t, "start without the candidate’s consent", s.StartWithout(ada.ID, []string{bob.ID}, noon), problem.Conflict)
	must(t, s.SwapRoles(ada.ID))
	must(t, s.Consent(ada.ID, noon))
	must(t, s.StartWithout(ada.ID, []string{bob.ID}, noon))
	wantErr(t, "withdraw what was not given", s.Withdraw(bob.ID, noon.Add(time.Second)), problem.Conflict)
	must(t, s.Consent(bob.ID, noon.Add(time.Second)))
	must(t, s.End(ada.ID, noon.Add(time.Minute)))
	wantErr(t, "consent after the end", s.Consent(bob.ID, noon.Add(time.Hour)), problem.Conflict)
}

// A consent that is taken back counts no more: nothing starts, and what runs ends
// there, whoever it was.
func TestAWithdrawnConsent(t *testing.T) {
	for _, id := range []string{ada.ID, bob.ID} {
		s := lobby(t, sessions.Paired, "quick-answer", sessions.Candidate)
		must(t, s.Join(bob, noon))
		must(t, s.Consent(ada.ID, noon))
		must(t, s.Consent(bob.ID, noon))
		must(t, s.Withdraw(id, noon))
		wantErr(t, "start without a consent", s.Start(ada.ID, noon), problem.Conflict)
		wantErr(t, "a stranger withdraws", s.Withdraw(carol.ID, noon), problem.NotFound)

		s = running(t, "quick-answer")
		at := s.Clock.StartedAt().Add(5 * time.Second)
		must(t, s.Withdraw(id, at))
		if s.State() != sessions.Ended || !s.EndedAt.Equal(at) || s.EndReason != sessions.ConsentWithdrawn {
			t.Errorf("after %s withdrew: %s at %v, %q; want it ended at %v", id, s.State(), s.EndedAt, s.EndReason, at)
		}
		wantErr(t, "withdraw again", s.Withdraw(id, at), problem.Conflict)
	}
	s := running(t, "quick-answer")
	must(t, s.Withdraw(bob.ID, s.Clock.StartedAt().Add(time.Hour)))
	if s.EndReason != sessions.EndedByPlan {
		t.Errorf("withdrawn after the plan's end: %q, want %q", s.EndReason, sessions.EndedByPlan)
	}
}

// What another server ended for one that seemed gone went on there; what somebody
// ended did not.
func TestASessionThatWentOn(t *testing.T) {
	s := running(t, "quick-answer")
	start := s.Clock.StartedAt()
	plan, _ := s.Clock.Ends()
	s.Abandon(start.Add(2*time.Second), sessions.EndedByShutdown)
	for _, tt := range []struct{ until, want time.Time }{
		{start.Add(time.Second), start.Add(2 * time.Second)},
		{start.Add(5 * time.Second), start.Add(5 * time.Second)},
		{plan.Add(time.Hour), plan},
	} {
		changed := !tt.want.Equal(s.EndedAt)
		if got := s.WentOn(tt.until); got != changed || !s.EndedAt.Equal(tt.want) {
			t.Errorf("went on until %v: %t, ended at %v; want %t, %v", tt.until, got, s.EndedAt, changed, tt.want)
		}
	}
	s = running(t, "quick-answer")
	must(t, s.End(ada.ID, start.Add(2*time.Second)))
	if s.WentOn(start.Add(5 * time.Second)) {
		t.Error("a session that somebody ended went on")
	}
}
