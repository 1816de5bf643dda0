package sessions_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/people"
	"practice/problem"
	"practice/sessions"
)

func wantStanding(t *testing.T, s *sessions.Session, userID string, want sessions.Standing) {
	t.Helper()
	if got, err := s.Standing(userID); got != want || err != nil {
		t.Errorf("%s stands as %q (%v), want %q", userID, got, err, want)
	}
}

// knocking returns a lobby of Ada and Bob at whose door Carol waits, by the invite.
func knocking(t *testing.T) (*sessions.Session, *sessions.Invite) {
	t.Helper()
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	i := invite(t, s, sessions.InviteDraft{})
	must(t, s.Redeem(i, carol, noon.Add(time.Second)))
	return s, i
}

func TestWhoKnocksHasNoSeatUntilTheHostAdmitsThem(t *testing.T) {
	s, i := knocking(t)
	wantStanding(t, s, carol.ID, sessions.Waiting)
	if _, err := s.Participant(carol.ID); err == nil {
		t.Error("who knocks has a seat")
	}
	wantSeen(t, s, carol.ID, nothing)
	must(t, s.Redeem(i, people.User{ID: carol.ID, Name: "Caroline"}, noon.Add(time.Minute)))
	want := []sessions.Knock{{UserID: carol.ID, Name: "Caroline", Role: sessions.Observer, At: noon.Add(time.Second)}}
	if diff := cmp.Diff(want, s.Door.Knocks); diff != "" {
		t.Errorf("who waits, after knocking again (-want +got):\n%s", diff)
	}
	for _, who := range []string{bob.ID, carol.ID} {
		if err := s.Admit(who, carol.ID, noon); err == nil {
			t.Errorf("%s admitted Carol", who)
		}
	}
	must(t, s.Admit(ada.ID, carol.ID, noon))
	wantRole(t, s, carol.ID, sessions.Observer)
	wantStanding(t, s, carol.ID, sessions.Seated)
	wantErr(t, "admitted twice", s.Admit(ada.ID, carol.ID, noon), problem.NotFound)
	if len(s.Participants) != 3 || len(s.Door.Knocks) != 0 {
		t.Errorf("got %d seats and %d who wait, want 3 and none", len(s.Participants), len(s.Door.Knocks))
	}
}

func TestWhoIsTurnedAwayComesInByANewInviteOnly(t *testing.T) {
	for _, turn := range []struct {
		do   func(*sessions.Session) error
		want sessions.Standing
	}{
		{func(s *sessions.Session) error { return s.Refuse(ada.ID, carol.ID, noon.Add(time.Minute)) }, sessions.Refused},
		{func(s *sessions.Session) error {
			must(t, s.Admit(ada.ID, carol.ID, noon))
			return s.Remove(ada.ID, carol.ID, noon.Add(time.Minute))
		}, sessions.Removed},
	} {
		s, i := knocking(t)
		other := invite(t, s, sessions.InviteDraft{})
		must(t, turn.do(s))
		wantStanding(t, s, carol.ID, turn.want)
		wantErr(t, string(turn.want)+", by the same invite", s.Redeem(i, carol, noon.Add(time.Hour)), problem.Forbidden)
		wantErr(t, string(turn.want)+", by another of before", s.Redeem(other, carol, noon.Add(time.Hour)), problem.Forbidden)
		fresh, err := s.NewInvite(ada.ID, sessions.InviteDraft{}, nil, noon.Add(2*time.Minute))
		must(t, err)
		must(t, s.Redeem(&fresh, carol, noon.Add(3*time.Minute)))
		wantStanding(t, s, carol.ID, sessions.Waiting)
		// To knock and to go away again opens no older invite.
		must(t, s.GoAway(carol.ID))
		wantStanding(t, s, carol.ID, turn.want)
		wantErr(t, string(turn.want)+", after going away", s.Redeem(i, carol, noon.Add(time.Hour)), problem.Forbidden)
	}
}

func TestOnlyTheHostDecidesWhoIsThere(t *testing.T) {
	s, _ := knocking(t)
	wantErr(t, "a guest refuses", s.Refuse(bob.ID, carol.ID, noon), problem.Forbidden)
	wantErr(t, "a guest removes", s.Remove(bob.ID, ada.ID, noon), problem.Forbidden)
	wantErr(t, "who waits removes", s.Remove(carol.ID, bob.ID, noon), problem.NotFound)
	wantErr(t, "the host removes the host", s.Remove(ada.ID, ada.ID, noon), problem.Conflict)
	wantErr(t, "the host removes who waits", s.Remove(ada.ID, carol.ID, noon), problem.NotFound)
	wantErr(t, "the host refuses who has a seat", s.Refuse(ada.ID, bob.ID, noon), problem.NotFound)
	_, err := s.Standing("dave")
	wantErr(t, "where a stranger stands", err, problem.NotFound)
}

func TestWhoWaitsMayGo(t *testing.T) {
	s, i := knocking(t)
	wantErr(t, "somebody with a seat", s.GoAway(bob.ID), problem.NotFound)
	must(t, s.GoAway(carol.ID))
	if _, err := s.Standing(carol.ID); err == nil {
		t.Error("who went away stands at the door")
	}
	must(t, s.Redeem(i, carol, noon))
	wantStanding(t, s, carol.ID, sessions.Waiting)
}

func TestTheDoorOfAFullSessionAndOfAnEndedOne(t *testing.T) {
	s, _ := knocking(t)
	for _, id := range []string{"d", "e"} {
		must(t, s.Join(people.User{ID: id, Name: id}, noon))
	}
	wantErr(t, "admit to a full session", s.Admit(ada.ID, carol.ID, noon), problem.Conflict)
	wantStanding(t, s, carol.ID, sessions.Waiting)
	must(t, s.End(ada.ID, noon.Add(time.Hour)))
	wantStanding(t, s, carol.ID, sessions.Over)
	if len(s.Door.Knocks) != 0 {
		t.Errorf("an ended session keeps who waited: %+v", s.Door.Knocks)
	}
	wantErr(t, "admit to an ended session", s.Admit(ada.ID, carol.ID, noon), problem.NotFound)
}

func TestARowOfKnocksHasAnEnd(t *testing.T) {
	s, _ := knocking(t)
	i := invite(t, s, sessions.InviteDraft{MaxUses: sessions.MaxInviteUses})
	for n := 1; n < sessions.MaxKnocks; n++ {
		must(t, s.Redeem(i, people.User{ID: fmt.Sprint("user", n)}, noon))
	}
	wantErr(t, "one more", s.Redeem(i, people.User{ID: "more"}, noon), problem.Conflict)
}

// An observer may knock while the session runs; nobody comes late as anything else.
func TestKnockingWhileItRuns(t *testing.T) {
	s := running(t, "quick-answer")
	observe := invite(t, s, sessions.InviteDraft{})
	must(t, s.Redeem(observe, carol, noon.Add(time.Second)))
	must(t, s.Admit(ada.ID, carol.ID, noon.Add(2*time.Second)))
	p, err := s.Participant(carol.ID)
	must(t, err)
	if p.Role != sessions.Observer || s.Heard(p) {
		t.Errorf("got %+v, heard %v; want an observer who is not heard before agreeing", p, s.Heard(p))
	}
	wantSeen(t, s, carol.ID, prompt)
	must(t, s.Consent(carol.ID, noon.Add(3*time.Second)))
	if p, _ := s.Participant(carol.ID); !s.Heard(p) {
		t.Error("who has agreed is not heard")
	}
}

func TestRemovingWhileItRuns(t *testing.T) {
	now := noon.Add(5 * time.Second)
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(bob.ID, noon))
	must(t, s.StartAtOnce(ada.ID, noon))
	must(t, s.Remove(ada.ID, bob.ID, now))
	if s.State() != sessions.Ended || !s.EndedAt.Equal(now) || s.EndReason != sessions.EndedByParticipant {
		t.Errorf("without its candidate: got %s at %v (%s), want the end", s.State(), s.EndedAt, s.EndReason)
	}
	wantStanding(t, s, bob.ID, sessions.Removed)

	s = running(t, "peer-swap-10")
	must(t, s.Remove(ada.ID, bob.ID, now))
	if s.State() != sessions.Running {
		t.Fatalf("without its interviewer: the session is %s", s.State())
	}
	if got, want := s.Clock.Duration(), 10*time.Minute; got != want {
		t.Errorf("without its interviewer the session takes %v, want %v: the first leg alone", got, want)
	}
	s.Advance(noon.Add(10 * time.Minute))
	if s.EndReason != sessions.EndedByPlan || s.Leg != 0 {
		t.Errorf("at the end of the first leg: got %q in leg %d, want %q in 0", s.EndReason, s.Leg, sessions.EndedByPlan)
	}
	wantErr(t, "remove after the end", s.Remove(ada.ID, bob.ID, now), problem.NotFound)
}
