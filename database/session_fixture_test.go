package database_test

import (
	"slices"
	"testing"
	"time"

	"practice/database"
	"practice/sessions"
)

// aSession is a paired session in the lobby with every field set that a lobby has.
func aSession(id, owner string, created time.Time) sessions.Session {
	stages := []sessions.Stage{
		{Name: "Think", Purpose: "Gather \"three\" points.", Duration: 10 * time.Second},
		{Name: "Swap 🔁", Purpose: "Now the other.", Duration: 90*time.Second + time.Millisecond, Leg: 1},
	}
	return sessions.Session{
		ID: id, OwnerID: owner, Kind: sessions.Paired, CreatedAt: created,
		Format: sessions.Format{
			ID: "peer-swap", Name: "Peer swap", Medium: sessions.Whiteboard, Summary: "Both in turn.",
			Kinds: []sessions.Kind{sessions.Solo, sessions.Paired}, Stages: stages,
		},
		Questions: []sessions.Question{
			{
				ID: "networking-tcp", Domain: "networking", Topic: "TCP", Level: sessions.Senior,
				Prompt: "Why <TIME_WAIT> & not 'less'?\nSay it.", Hints: []string{"gentle", "plain"}, Points: []string{"a", "b", "c"},
			},
			{Prompt: "Typed: ünïcode 漢字"},
		},
		Participants: []sessions.Participant{{UserID: owner, Name: "Owner", Role: sessions.Candidate, JoinedAt: created}},
	}
}

func addSession(t *testing.T, db *database.DB, session sessions.Session) sessions.Session {
	t.Helper()
	must(t, db.CreateSession(t.Context(), session), "create session "+session.ID)
	return session
}

// running returns the session as it is from the given instant on.
func running(s sessions.Session, from time.Time) sessions.Session {
	s.Clock = sessions.Clock{Plan: slices.Clone(s.Format.Stages)}.With(sessions.ClockEvent{Kind: sessions.StartEvent, At: from})
	return s
}

func ended(s sessions.Session, when time.Time) sessions.Session {
	s.EndedAt, s.EndReason = when, sessions.EndedByParticipant
	return s
}

func sessionID(s sessions.Session) string { return s.ID }
