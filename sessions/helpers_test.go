package sessions_test

import (
	"errors"
	"testing"
	"time"

	"practice/people"
	"practice/sessions"
)

var (
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

	ada   = people.User{ID: "ada", Name: "Ada"}
	bob   = people.User{ID: "bob", Name: "Bob", Guest: true}
	carol = people.User{ID: "carol", Name: "Carol", Guest: true}
)

// question has everything that may or may not be seen.
func question(id string) sessions.Question {
	return sessions.Question{
		ID: id, Domain: "networking", Topic: "Topic of " + id, Level: sessions.Junior,
		Prompt: "Prompt of " + id + "?", Hints: []string{"Hint of " + id + "."}, Points: []string{"Point of " + id + "."},
	}
}

func format(t testing.TB, id string) sessions.Format {
	t.Helper()
	f, err := sessions.FormatByID(id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lobby returns a session that Ada made at noon.
func lobby(t testing.TB, kind sessions.Kind, formatID string, role sessions.Role) *sessions.Session {
	t.Helper()
	draft := sessions.Draft{Kind: kind, Format: format(t, formatID), Role: role}
	for _, id := range []string{"first", "second"}[:draft.Format.Legs()] {
		draft.Questions = append(draft.Questions, question(id))
	}
	s, err := sessions.NewSession("s1", ada, draft, noon)
	if err != nil {
		t.Fatalf("NewSession: %v", err)
	}
	return &s
}

// running returns a session of Ada, the candidate, and Bob that both agreed to
// and that has position 0 at noon.
func running(t testing.TB, formatID string) *sessions.Session {
	t.Helper()
	s := lobby(t, sessions.Paired, formatID, sessions.Candidate)
	must(t, s.Join(bob, noon))
	must(t, s.Consent(ada.ID, noon))
	must(t, s.Consent(bob.ID, noon))
	must(t, s.Start(ada.ID, noon.Add(-sessions.Countdown)))
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr fails the test unless got is of the wanted kind; nil wants none.
func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func wantRole(t testing.TB, s *sessions.Session, userID string, want sessions.Role) {
	t.Helper()
	p, err := s.Participant(userID)
	if err != nil {
		t.Fatalf("Participant(%q): %v", userID, err)
	}
	if p.Role != want {
		t.Errorf("%s is the %s, want the %s", p.Name, p.Role, want)
	}
}
