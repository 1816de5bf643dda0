package sessions

import (
	"slices"
	"time"

	"practice/problem"
)

// Leave gives the seat up. In the lobby anybody may but the creator; while the
// session runs an observer may, and when the candidate or the interviewer leaves it
// ends for everybody at now, as by [Session.End]: their seats stay theirs.
func (s *Session) Leave(userID string, now time.Time) error {
	i := s.seat(userID)
	switch {
	case i < 0:
		return errNoSeat()
	case s.State() == Ended:
		return problem.Conflict.Say("the session has ended already")
	case s.State() == Running && s.Participants[i].Role != Observer:
		return s.End(userID, now)
	case userID == s.OwnerID:
		return problem.Conflict.Say("the session's creator keeps a seat; end the session instead")
	}
	s.Participants = slices.Delete(s.Participants, i, i+1)
	return nil
}

// Withdraw takes the participant's consent to the recording of the candidate back.
// A session that runs can't be recorded then, and ends at now for everybody; that
// they had agreed until then stays noted.
func (s *Session) Withdraw(userID string, now time.Time) error {
	i := s.seat(userID)
	switch {
	case i < 0:
		return errNoSeat()
	case s.State() == Ended:
		return problem.Conflict.Say("the session has ended already; whoever owns a clip of it can delete that")
	}
	if s.State() == Lobby {
		s.Participants[i].ConsentedAt = time.Time{}
		return nil
	}
	s.Advance(now)
	if s.State() != Ended {
		s.end(now, ConsentWithdrawn)
	}
	return nil
}

// WentOn notes that a session which was ended for a server that seemed gone went on
// until an instant, at most to the end of its plan. It reports whether that changes
// anything: one that somebody has ended, or that ended later, stays as it is.
func (s *Session) WentOn(until time.Time) bool {
	if s.EndReason != EndedByShutdown || s.Clock.StartedAt().IsZero() {
		return false
	}
	before := s.EndedAt
	if last, known := s.Clock.Ends(); known && until.After(last) {
		until = last
	}
	if !until.After(before) {
		return false
	}
	s.EndedAt = until
	return true
}
