package sessions

import (
	"slices"
	"time"

	"practice/problem"
)

// late is by how much a stop may come after it was said without counting as late:
// the last words are on their way that long themselves.
const late = time.Second

// SaidAt is when a stop counts that came at one instant and was said at another, by
// the server's clock as the page knows it: whoever is recorded is not from their word
// on, though it came over a connection that was lost, or to a server that stood still.
// It does not count from before the leg, nor before what happened to the clock since.
// Anybody else's counts when it came, as does one without such an instant, and one
// that is not late.
func (s *Session) SaidAt(userID string, said, came time.Time) time.Time {
	candidate, err := s.Candidate()
	if err != nil || s.State() != Running || candidate.UserID != userID || said.IsZero() || came.Sub(said) < late {
		return came
	}
	earliest, _ := s.Clock.LegBounds(s.Leg)
	for _, e := range s.Clock.Events {
		if e.At.After(earliest) {
			earliest = e.At
		}
	}
	if said.Before(earliest) {
		said = earliest
	}
	if said.After(came) {
		return came
	}
	return said
}

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
// they had agreed until then stays noted. Who was left out at the start, or came
// later, and has not agreed yet has nothing to take back then.
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
	if !s.Participants[i].Consented() {
		return problem.Conflict.Say("you have not agreed to the recording, and are not heard in it")
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
