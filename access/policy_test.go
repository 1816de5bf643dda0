package access_test

import (
	"errors"
	"testing"
	"time"

	"practice/access"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// noon is an instant of no meaning.
func noon() time.Time { return time.Date(2026, 10, 5, 12, 0, 0, 0, time.UTC) }

func who(id string) *people.User { return &people.User{ID: id, Name: id} }

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAuthorize(t *testing.T) {
	thing := access.Thing{Owner: "ada", Attendees: []string{"ada", "bob"}, AtDoor: []string{"dave"}}
	guest := &people.User{ID: "bob", Name: "Bob", Guest: true}
	owningGuest := &people.User{ID: "ada", Name: "Ada", Guest: true}
	callers := []struct {
		name string
		user *people.User
	}{
		{"owner", who("ada")},
		{"attendee", who("bob")},
		{"who waits", who("dave")},
		{"another user", who("carol")},
		{"a guest with a seat", guest},
		{"a guest who owns it", owningGuest},
		{"nobody", nil},
		{"a user without ID", &people.User{Name: "Ghost"}},
	}
	no, signIn, mayNot := problem.NotFound, problem.Unauthenticated, problem.GuestsMayNot
	tests := []struct {
		action access.Action
		want   []error // in the order of callers
	}{
		{access.ListenToClip, []error{nil, no, no, no, no, nil, signIn, signIn}},
		{access.ChangeClip, []error{nil, no, no, no, no, nil, signIn, signIn}},
		{access.AttendSession, []error{nil, nil, no, no, nil, nil, signIn, signIn}},
		{access.DeleteSession, []error{nil, no, no, no, no, nil, signIn, signIn}},
		{access.InviteToSession, []error{nil, no, no, no, no, mayNot, signIn, signIn}},
		{access.KnockAtSession, []error{nil, nil, nil, no, nil, nil, signIn, signIn}},
		{access.MakeSession, []error{nil, nil, nil, nil, mayNot, mayNot, signIn, signIn}},
		{access.BringClip, []error{nil, nil, nil, nil, mayNot, mayNot, signIn, signIn}},
		{access.BrowseBank, []error{nil, nil, nil, nil, mayNot, mayNot, signIn, signIn}},
		{access.ActByToken, []error{nil, nil, nil, nil, mayNot, mayNot, signIn, signIn}},
		{"an action nobody thought of", []error{no, no, no, no, no, no, signIn, signIn}},
	}
	for _, tt := range tests {
		for i, c := range callers {
			wantErr(t, c.name+": "+string(tt.action), access.Authorize(c.user, tt.action, thing), tt.want[i])
		}
	}
}

// A thing that could not be loaded belongs to nobody, also not to a user
// without ID.
func TestNobodyMayTouchAnEmptyThing(t *testing.T) {
	for _, action := range []access.Action{access.ListenToClip, access.ChangeClip, access.AttendSession, access.InviteToSession, access.KnockAtSession, access.DeleteSession} {
		wantErr(t, string(action), access.Authorize(who("ada"), action, access.OfClip(recordings.Clip{})), problem.NotFound)
		wantErr(t, string(action), access.Authorize(&people.User{}, action, access.Thing{}), problem.Unauthenticated)
	}
}

func TestAClipIsItsOwners(t *testing.T) {
	clip := access.OfClip(recordings.Clip{ID: "c", OwnerID: "ada", SessionID: "s"})
	wantErr(t, "its owner", access.Authorize(who("ada"), access.ListenToClip, clip), nil)
	wantErr(t, "another of the session", access.Authorize(who("bob"), access.ListenToClip, clip), problem.NotFound)
}

func TestASeatIsWhatAttendingNeeds(t *testing.T) {
	format, err := sessions.FormatByID("quick-answer")
	if err != nil {
		t.Fatal(err)
	}
	draft := sessions.Draft{Kind: sessions.Paired, Format: format, Role: sessions.Interviewer, Questions: make([]sessions.Question, format.Legs())}
	s, err := sessions.NewSession("s", *who("ada"), draft, noon())
	if err != nil {
		t.Fatal(err)
	}
	may := func(action access.Action) error { return access.Authorize(who("bob"), action, access.OfSession(&s)) }
	wantErr(t, "Bob before he joins", may(access.AttendSession), problem.NotFound)
	wantErr(t, "Bob joins", s.Join(*who("bob"), noon()), nil)
	wantErr(t, "Bob with a seat", may(access.AttendSession), nil)
	wantErr(t, "Bob invites others", may(access.InviteToSession), problem.NotFound)
	wantErr(t, "Bob asks whether he may come in", may(access.KnockAtSession), nil)
	wantErr(t, "Bob leaves", s.Leave("bob", noon()), nil)
	wantErr(t, "Bob after he left", may(access.AttendSession), problem.NotFound)

	invite := sessions.Invite{Role: sessions.Candidate, Knock: true, MaxUses: 1, CreatedAt: noon(), ExpiresAt: noon().Add(1)}
	wantErr(t, "Bob knocks", s.Redeem(&invite, *who("bob"), noon()), nil)
	wantErr(t, "Bob who waits attends", may(access.AttendSession), problem.NotFound)
	wantErr(t, "Bob who waits asks", may(access.KnockAtSession), nil)
	wantErr(t, "Bob is refused", s.Refuse("ada", "bob", noon()), nil)
	wantErr(t, "Bob who was refused asks", may(access.KnockAtSession), nil)
}
