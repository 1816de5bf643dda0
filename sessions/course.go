package sessions

import (
	"slices"
	"time"

	"practice/problem"
)

// Start sets the clock to begin [Countdown] from now. It fails with
// [problem.Conflict] unless a candidate, in a paired session an interviewer too,
// and the consent of every participant are there. Starting a solo session is
// its candidate's consent.
func (s *Session) Start(userID string, now time.Time) error {
	return s.startAt(userID, start{now: now, at: now.Add(Countdown)})
}

// start is how a session is started.
type start struct {
	now, at time.Time
	// without is whom nobody waits for, by their IDs.
	without []string
	// alone: nobody has to be the interviewer.
	alone bool
}

// StartWithout is Start without some participants, by their IDs, of whom nobody
// waits for the consent: they keep their seats, are not heard, see [Session.Heard],
// and not recorded. The candidate can't be left out. A leg of which one of them
// would be the candidate is left out with them.
func (s *Session) StartWithout(userID string, without []string, now time.Time) error {
	return s.startAt(userID, start{now: now, at: now.Add(Countdown), without: without})
}

// StartAlone is StartWithout, also without an interviewer where nobody has that seat:
// whoever was invited need not come. It goes on to the end of the first leg.
func (s *Session) StartAlone(userID string, without []string, now time.Time) error {
	return s.startAt(userID, start{now: now, at: now.Add(Countdown), without: without, alone: true})
}

// StartAtOnce is Start without the countdown, for a voice that is there already.
func (s *Session) StartAtOnce(userID string, now time.Time) error {
	return s.startAt(userID, start{now: now, at: now})
}

func (s *Session) startAt(userID string, how start) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	if s.State() != Lobby {
		return problem.Conflict.Say("the session has started already")
	}
	switch {
	case s.seatOf(Candidate) < 0:
		return problem.Conflict.Say("nobody is the candidate yet")
	case s.Kind == Paired && s.seatOf(Interviewer) < 0 && !how.alone:
		return problem.Conflict.Say("nobody is the interviewer yet")
	}
	legs := s.Format.Legs()
	if s.Kind == Paired && s.seatOf(Interviewer) < 0 {
		legs = 1
	}
	for _, p := range s.Participants {
		switch leftOut := slices.Contains(how.without, p.UserID); {
		case p.Consented(), s.Kind == Solo && p.UserID == userID:
		case !leftOut || p.UserID == userID:
			return problem.Conflict.Say("%s has not agreed to the recording yet", p.Name)
		case p.Role == Candidate:
			return problem.Conflict.Say("%s is the one to be recorded, and has not agreed to it yet", p.Name)
		case p.Role == Interviewer:
			legs = 1
		}
	}
	if s.Kind == Solo {
		if err := s.Consent(userID, how.now); err != nil {
			return err
		}
	}
	s.Clock = Clock{Plan: slices.Clone(s.Format.Stages)}.With(ClockEvent{Kind: StartEvent, At: how.at})
	s.endWithLeg(legs - 1)
	return nil
}

// ToRecord returns the IDs of those whom the session records by its plan, the first
// leg's candidate first.
func (s *Session) ToRecord() (userIDs []string) {
	for leg := s.Leg; ; leg++ {
		if !slices.ContainsFunc(s.Clock.Plan, func(stage Stage) bool { return stage.Leg == leg }) {
			return userIDs
		}
		for _, p := range s.Participants {
			if s.roleIn(leg, p) == Candidate && !slices.Contains(userIDs, p.UserID) {
				userIDs = append(userIDs, p.UserID)
			}
		}
	}
}

// runningStage returns what the clock shows while a stage runs, or a
// [problem.Conflict].
func (s *Session) runningStage(now time.Time) (Reading, error) {
	if r := s.Clock.Read(now); s.State() == Running && r.Stage >= 0 && r.Stage < len(s.Clock.Plan) {
		return r, nil
	}
	return Reading{}, problem.Conflict.Say("no stage is running")
}

// SkipStage ends the running stage at now. Skipping the last ends the session.
func (s *Session) SkipStage(userID string, now time.Time) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	r, err := s.runningStage(now)
	if err != nil {
		return err
	}
	if r.Paused {
		return problem.Conflict.Say("the clock is paused; resume it before you go to the next stage")
	}
	s.Clock = s.Clock.With(ClockEvent{Kind: SkipEvent, At: now})
	s.Advance(now)
	return nil
}

// Pause stops the clock at now: no stage ends before it is resumed.
func (s *Session) Pause(userID string, now time.Time) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	r, err := s.runningStage(now)
	if err != nil {
		return err
	}
	if r.Paused {
		return problem.Conflict.Say("the clock is paused already")
	}
	s.Clock = s.Clock.With(ClockEvent{Kind: PauseEvent, At: now})
	return nil
}

// Resume lets a paused clock go on at now.
func (s *Session) Resume(userID string, now time.Time) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	if s.State() != Running || !s.Clock.Read(now).Paused {
		return problem.Conflict.Say("the clock is not paused")
	}
	s.Clock = s.Clock.With(ClockEvent{Kind: ResumeEvent, At: now})
	return nil
}

// The bounds of extensions.
const (
	// MaxExtension is how much one extension may add to a stage.
	MaxExtension = 15 * time.Minute
	// MaxDuration is how long the stages of a session may become by them.
	MaxDuration = 3 * time.Hour
)

// Extend makes the stage that runs at now longer by some time, more than nothing
// and at most [MaxExtension]; it fails with [problem.Invalid] about "by_ms"
// otherwise. The stages together get no longer than [MaxDuration].
func (s *Session) Extend(userID string, by time.Duration, now time.Time) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	if _, err := s.runningStage(now); err != nil {
		return err
	}
	switch {
	case by < time.Millisecond || by > MaxExtension:
		return problem.OnField("by_ms", "is %d; a stage is extended by 1 to %d ms at once", by.Milliseconds(), MaxExtension.Milliseconds())
	case s.Clock.Duration()+by > MaxDuration:
		return problem.Conflict.Say("a session takes at most %d hours", int(MaxDuration.Hours()))
	}
	s.Clock = s.Clock.With(ClockEvent{Kind: ExtendEvent, At: now, By: by})
	return nil
}

// Advance brings roles and end in line with the clock at now. It reports
// whether anything changed.
func (s *Session) Advance(now time.Time) bool {
	if s.State() != Running {
		return false
	}
	r := s.Clock.Read(now)
	changed := false
	for s.Leg < s.Clock.Leg(r) {
		s.Leg++
		s.exchangeRoles()
		changed = true
	}
	if r.Stage >= len(s.Clock.Plan) {
		at, _ := s.Clock.Ends() // it is over, so the clock is not paused
		s.end(at, EndedByPlan)
		changed = true
	}
	return changed
}

// End ends the session at now for everybody. When the time was up by then, and
// nobody had noticed yet, it ends as planned.
func (s *Session) End(userID string, now time.Time) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	if s.State() == Ended {
		return problem.Conflict.Say("the session has ended already")
	}
	s.Advance(now)
	if s.State() != Ended {
		s.end(now, EndedByParticipant)
	}
	return nil
}

// Abandon ends a session that nobody ends: everybody left, or the server
// stops. An ended session stays as it is.
func (s *Session) Abandon(at time.Time, why EndReason) {
	if s.State() != Ended {
		s.end(at, why)
	}
}

// end ends the session on its time line: not before position 0, also when that
// lies ahead in the countdown, and not after the plan.
func (s *Session) end(at time.Time, why EndReason) {
	if s.State() == Running {
		if start := s.Clock.StartedAt(); at.Before(start) {
			at = start
		}
		if last, known := s.Clock.Ends(); known && at.After(last) {
			at = last
		}
	}
	s.EndedAt, s.EndReason = at, why
	s.Door.close(at)
}
