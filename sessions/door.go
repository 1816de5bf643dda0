package sessions

import (
	"slices"
	"time"

	"practice/people"
	"practice/problem"
)

// MaxKnocks bounds how many may wait at a session's door.
const MaxKnocks = 16

// Door is who stands outside of a session. An ended one has no names there.
type Door struct {
	// Knocks wait for the host, in the order in which they came.
	Knocks []Knock
	// TurnedAway were refused or removed, the last time each.
	TurnedAway []TurnedAway
}

// Knock is somebody who asks to be let in. They see nothing of the session.
type Knock struct {
	UserID string
	Name   string
	// Role is what they would be, as [Invite.Role].
	Role Role
	At   time.Time
}

// TurnedAway is somebody whom no invite lets in that was made before At.
type TurnedAway struct {
	UserID string
	At     time.Time
	// Removed: they had a seat, and did not only knock.
	Removed bool
}

// Standing says by a code where somebody stands to a session.
type Standing string

// The standings.
const (
	Seated  Standing = "seated"
	Waiting Standing = "waiting"
	Refused Standing = "refused"
	Removed Standing = "removed"
	// Over: the session ended before they were let in.
	Over Standing = "over"
)

// Standing returns where the user stands, or [problem.NotFound] for somebody who
// has nothing to do with the session.
func (s *Session) Standing(userID string) (Standing, error) {
	if s.seat(userID) >= 0 {
		return Seated, nil
	}
	if s.Door.knock(userID) >= 0 {
		return Waiting, nil
	}
	i := s.Door.away(userID)
	switch {
	case i < 0:
		return "", problem.NotFound
	case s.Door.TurnedAway[i].Removed:
		return Removed, nil
	case s.State() == Ended:
		return Over, nil
	}
	return Refused, nil
}

// Redeem uses the invite for the user: gives them a seat, or lets them knock. Who
// has a seat or waits only changes the name. It fails with [ErrNoInvite] when the
// invite lets nobody in, with [problem.Forbidden] for somebody whom the host turned
// away since it was made, and with [problem.Conflict] when there is no seat.
func (s *Session) Redeem(invite *Invite, user people.User, now time.Time) error {
	if s.seat(user.ID) >= 0 {
		return s.Join(user, now)
	}
	if s.State() == Ended {
		return ErrNoInvite
	}
	if i := s.Door.knock(user.ID); i >= 0 {
		s.Door.Knocks = slices.Clone(s.Door.Knocks)
		s.Door.Knocks[i].Name = user.Name
		return nil
	}
	if i := s.Door.away(user.ID); i >= 0 && !invite.CreatedAt.After(s.Door.TurnedAway[i].At) {
		return problem.Forbidden.Say("the session’s host did not let you in, or took you out; this link does not let you in again")
	}
	if !invite.opensTo(user.ID, now) {
		return ErrNoInvite
	}
	role, err := s.roleFor(invite.Role)
	switch {
	case err != nil:
		return err
	case invite.Knock || invite.Role == "" && role == Observer:
		err = s.knock(Knock{UserID: user.ID, Name: user.Name, Role: role, At: now})
	default:
		s.take(user, role, now)
	}
	if err == nil && !slices.Contains(invite.UsedBy, user.ID) {
		invite.UsedBy = append(slices.Clone(invite.UsedBy), user.ID)
	}
	return err
}

func (s *Session) knock(k Knock) error {
	if len(s.Door.Knocks) >= MaxKnocks {
		return problem.Conflict.Say("too many wait at the door already; try again later")
	}
	s.Door.Knocks = append(slices.Clone(s.Door.Knocks), k)
	return nil
}

// Admit gives somebody who waits a seat. Only the host may. It fails with
// [problem.NotFound] when they do not wait (any more), and with [problem.Conflict]
// when there is no seat for them: they wait on.
func (s *Session) Admit(hostID, userID string, now time.Time) error {
	if err := s.mayHost(hostID); err != nil {
		return err
	}
	i := s.Door.knock(userID)
	if i < 0 {
		return errNobodyWaits()
	}
	k := s.Door.Knocks[i]
	role, err := s.roleFor(k.Role)
	if err != nil {
		return err
	}
	s.take(people.User{ID: k.UserID, Name: k.Name}, role, now)
	return nil
}

// Refuse turns somebody away who waits. Only the host may.
func (s *Session) Refuse(hostID, userID string, now time.Time) error {
	if err := s.mayHost(hostID); err != nil {
		return err
	}
	if s.Door.knock(userID) < 0 {
		return errNobodyWaits()
	}
	s.Door.shut(TurnedAway{UserID: userID, At: now})
	return nil
}

// GoAway ends a wait by who waits. It fails with [problem.NotFound] for anybody
// else.
func (s *Session) GoAway(userID string) error {
	if s.Door.knock(userID) < 0 {
		return problem.NotFound
	}
	s.Door.unknock(userID)
	return nil
}

// Remove takes the seat of a participant away. Only the host may, and not the own.
// While the session runs, it ends with its candidate; without its interviewer it
// goes on to the end of the leg.
func (s *Session) Remove(hostID, userID string, now time.Time) error {
	if err := s.mayHost(hostID); err != nil {
		return err
	}
	i := s.seat(userID)
	switch {
	case userID == hostID:
		return problem.Conflict.Say("the session’s host keeps a seat; end the session instead")
	case i < 0:
		return problem.NotFound.Say("they have no seat in this session any more")
	case s.State() == Ended:
		return problem.Conflict.Say("the session has ended")
	}
	s.Advance(now)
	role := s.Participants[i].Role
	s.Participants = slices.Delete(slices.Clone(s.Participants), i, i+1)
	s.Door.shut(TurnedAway{UserID: userID, At: now, Removed: true})
	switch {
	case s.State() != Running:
	case role == Candidate:
		s.end(now, EndedByParticipant)
	case role == Interviewer:
		s.endWithLeg(s.Leg)
	}
	return nil
}

// endWithLeg takes the stages of later legs out of the plan: nobody is there to be
// recorded in them.
func (s *Session) endWithLeg(leg int) {
	s.Clock.Plan = slices.DeleteFunc(slices.Clone(s.Clock.Plan), func(stage Stage) bool { return stage.Leg > leg })
}

// mayHost reports whether the user is the session's host.
func (s *Session) mayHost(userID string) error {
	if s.seat(userID) < 0 {
		return errNoSeat()
	}
	if userID != s.OwnerID {
		return problem.Forbidden.Say("only the session’s host decides who is in it")
	}
	return nil
}

func errNobodyWaits() error { return problem.NotFound.Say("they do not wait at the door any more") }

// knock returns where somebody who waits stands in the row, or -1.
func (d *Door) knock(userID string) int {
	return slices.IndexFunc(d.Knocks, func(k Knock) bool { return k.UserID == userID })
}

func (d *Door) away(userID string) int {
	return slices.IndexFunc(d.TurnedAway, func(t TurnedAway) bool { return t.UserID == userID })
}

// People returns the IDs of all who stand there.
func (d *Door) People() []string {
	var ids []string
	for _, k := range d.Knocks {
		ids = append(ids, k.UserID)
	}
	for _, t := range d.TurnedAway {
		ids = append(ids, t.UserID)
	}
	return ids
}

// unknock takes somebody out of the row. That they were turned away before stands.
func (d *Door) unknock(userID string) {
	d.Knocks = slices.DeleteFunc(slices.Clone(d.Knocks), func(k Knock) bool { return k.UserID == userID })
}

// Forget takes somebody out of the row, and forgets that they were turned away.
func (d *Door) Forget(userID string) {
	d.unknock(userID)
	d.TurnedAway = slices.DeleteFunc(slices.Clone(d.TurnedAway), func(t TurnedAway) bool { return t.UserID == userID })
}

// shut takes somebody out of the row, and notes that they were turned away.
func (d *Door) shut(t TurnedAway) {
	d.Forget(t.UserID)
	d.TurnedAway = append(d.TurnedAway, t)
}

// close turns everybody away who waits: an ended session lets nobody in, and keeps
// no name of somebody who never was in it.
func (d *Door) close(now time.Time) {
	for _, k := range d.Knocks {
		d.shut(TurnedAway{UserID: k.UserID, At: now})
	}
}
