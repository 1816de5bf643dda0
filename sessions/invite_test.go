package sessions_test

import (
	"fmt"
	"testing"
	"time"

	"practice/people"
	"practice/problem"
	"practice/sessions"
)

// invite makes an invite of Ada's.
func invite(t *testing.T, s *sessions.Session, draft sessions.InviteDraft) *sessions.Invite {
	t.Helper()
	i, err := s.NewInvite(ada.ID, draft, nil, noon)
	must(t, err)
	return &i
}

func TestAnInviteIsOpenUntilItExpiresIsUsedOrRevoked(t *testing.T) {
	fresh := sessions.Invite{CreatedAt: noon, ExpiresAt: noon.Add(time.Hour), MaxUses: 2, UsedBy: []string{"x"}}
	used, revoked := fresh, fresh
	used.UsedBy = []string{"x", "y"}
	revoked.Revoke(noon)
	for _, tt := range []struct {
		what   string
		invite sessions.Invite
		at     time.Time
		want   bool
	}{
		{"fresh", fresh, noon, true},
		{"at the last moment", fresh, fresh.ExpiresAt.Add(-1), true},
		{"at its end", fresh, fresh.ExpiresAt, false},
		{"used", used, noon, false},
		{"revoked", revoked, noon, false},
	} {
		if got := tt.invite.Open(tt.at); got != tt.want {
			t.Errorf("%s: open is %v, want %v", tt.what, got, tt.want)
		}
	}
}

// What the host leaves open is decided: the role that is free, once; observers
// knock.
func TestAnInviteIsForWhoIsMissing(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	if got := invite(t, s, sessions.InviteDraft{}); got.Role != sessions.Candidate || got.MaxUses != 1 || got.Knock || !got.ExpiresAt.Equal(noon.Add(sessions.InviteLifetime)) {
		t.Errorf("beside an interviewer: got %+v, want one use for a candidate, without knocking", *got)
	}
	must(t, s.Join(bob, noon))
	if got := invite(t, s, sessions.InviteDraft{}); got.Role != sessions.Observer || got.MaxUses != 2 || !got.Knock {
		t.Errorf("beside both: got %+v, want two observers who knock", *got)
	}
	no := false
	if got := invite(t, s, sessions.InviteDraft{Role: sessions.Observer, Knock: &no}); got.Knock {
		t.Error("the host wanted no knocking and got it")
	}
}

func TestInvitesThatAreRefused(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	must(t, s.Join(bob, noon))
	open := make([]sessions.Invite, sessions.MaxInvites)
	for i := range open {
		open[i] = *invite(t, s, sessions.InviteDraft{ID: fmt.Sprint(i)})
	}
	for _, tt := range []struct {
		what   string
		host   string
		draft  sessions.InviteDraft
		others []sessions.Invite
		want   error
	}{
		{"of a guest", bob.ID, sessions.InviteDraft{}, nil, problem.Forbidden},
		{"of a stranger", "dave", sessions.InviteDraft{}, nil, problem.NotFound},
		{"for a role that is none", ada.ID, sessions.InviteDraft{Role: "host"}, nil, problem.Invalid},
		{"for a role that is taken", ada.ID, sessions.InviteDraft{Role: sessions.Candidate}, nil, problem.Conflict},
		{"for too many", ada.ID, sessions.InviteDraft{MaxUses: sessions.MaxInviteUses + 1}, nil, problem.Invalid},
		{"for too long", ada.ID, sessions.InviteDraft{Lifetime: sessions.MaxInviteLifetime + 1}, nil, problem.Invalid},
		{"beside too many", ada.ID, sessions.InviteDraft{}, open, problem.Conflict},
	} {
		_, err := s.NewInvite(tt.host, tt.draft, tt.others, noon)
		wantErr(t, "an invite "+tt.what, err, tt.want)
	}
	solo := lobby(t, sessions.Solo, "quick-answer", sessions.Candidate)
	_, err := solo.NewInvite(ada.ID, sessions.InviteDraft{}, nil, noon)
	wantErr(t, "an invite to a solo session", err, problem.Conflict)
}

// TestAnInviteLetsInAsManyAsItHasUses, and whoever used it as often as they like.
func TestAnInviteLetsInAsManyAsItHasUses(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	i := invite(t, s, sessions.InviteDraft{})
	must(t, s.Redeem(i, bob, noon))
	wantRole(t, s, bob.ID, sessions.Candidate)
	wantErr(t, "a second browser with the same invite", s.Redeem(i, carol, noon), sessions.ErrNoInvite)
	must(t, s.Leave(bob.ID, noon))
	wantErr(t, "another, when the first has left", s.Redeem(i, carol, noon), sessions.ErrNoInvite)
	must(t, s.Redeem(i, people.User{ID: bob.ID, Name: "Robert"}, noon))
	if p, err := s.Participant(bob.ID); err != nil || p.Name != "Robert" {
		t.Errorf("Bob comes back as %+v, %v", p, err)
	}
	i.Revoke(noon)
	must(t, s.Redeem(i, bob, noon)) // who has a seat keeps it
	must(t, s.Leave(bob.ID, noon))
	wantErr(t, "back by a revoked invite", s.Redeem(i, bob, noon), sessions.ErrNoInvite)
	wantErr(t, "by an expired one", s.Redeem(invite(t, s, sessions.InviteDraft{}), bob, noon.Add(sessions.InviteLifetime)), sessions.ErrNoInvite)
}

// The host may swap roles after sending an invite.
func TestAnInviteToARoleThatWasSwapped(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	i, late := invite(t, s, sessions.InviteDraft{MaxUses: 5}), invite(t, s, sessions.InviteDraft{})
	must(t, s.SwapRoles(ada.ID))
	must(t, s.Redeem(i, bob, noon))
	wantRole(t, s, bob.ID, sessions.Interviewer)
	wantErr(t, "when both roles are taken", s.Redeem(late, carol, noon), problem.Conflict)
	if len(late.UsedBy) != 0 {
		t.Errorf("who found no seat used the invite up: %v", late.UsedBy)
	}
}

// An invite of the time before roles is for whoever is missing; then for
// observers, who knock as those of now.
func TestAnInviteOfTheTimeBeforeRoles(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	old := &sessions.Invite{SessionID: s.ID, MaxUses: 3, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
	must(t, s.Redeem(old, bob, noon))
	wantRole(t, s, bob.ID, sessions.Candidate)
	must(t, s.Redeem(old, carol, noon))
	wantStanding(t, s, carol.ID, sessions.Waiting)
}
