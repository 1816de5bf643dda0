package sessions_test

import (
	"testing"

	"practice/problem"
	"practice/sessions"
)

func TestAuthorize(t *testing.T) {
	thing := sessions.Thing{Owner: ada.ID, Attendees: []string{ada.ID, bob.ID}}
	people := []struct {
		name string
		user *sessions.User
	}{
		{"owner", &ada},
		{"attendee", &bob},
		{"another user", &carol},
		{"nobody", nil},
		{"a user without ID", &sessions.User{Name: "Ghost"}},
	}
	no, signIn := problem.NotFound, problem.Unauthenticated
	tests := []struct {
		action sessions.Action
		want   []error // in the order of people
	}{
		{sessions.ListenToClip, []error{nil, no, no, signIn, signIn}},
		{sessions.ChangeClip, []error{nil, no, no, signIn, signIn}},
		{sessions.AttendSession, []error{nil, nil, no, signIn, signIn}},
		{sessions.InviteToSession, []error{nil, no, no, signIn, signIn}},
		{"an action nobody thought of", []error{no, no, no, signIn, signIn}},
	}
	for _, tt := range tests {
		for i, p := range people {
			wantErr(t, p.name+": "+string(tt.action), sessions.Authorize(p.user, tt.action, thing), tt.want[i])
		}
	}
}

// A thing that could not be loaded belongs to nobody, also not to a user
// without ID.
func TestNobodyMayTouchAnEmptyThing(t *testing.T) {
	actions := []sessions.Action{sessions.ListenToClip, sessions.ChangeClip, sessions.AttendSession, sessions.InviteToSession}
	for _, action := range actions {
		wantErr(t, string(action), sessions.Authorize(&ada, action, sessions.Thing{}), problem.NotFound)
		wantErr(t, string(action), sessions.Authorize(&sessions.User{}, action, sessions.Thing{}), problem.Unauthenticated)
	}
}

func TestASeatIsWhatAttendingNeeds(t *testing.T) {
	s := lobby(t, sessions.Paired, "quick-answer", sessions.Interviewer)
	wantErr(t, "Bob before he joins", sessions.Authorize(&bob, sessions.AttendSession, s.Thing()), problem.NotFound)
	must(t, s.Join(bob, noon))
	wantErr(t, "Bob with a seat", sessions.Authorize(&bob, sessions.AttendSession, s.Thing()), nil)
	wantErr(t, "Bob invites others", sessions.Authorize(&bob, sessions.InviteToSession, s.Thing()), problem.NotFound)
	must(t, s.Leave(bob.ID))
	wantErr(t, "Bob after he left", sessions.Authorize(&bob, sessions.AttendSession, s.Thing()), problem.NotFound)
}
