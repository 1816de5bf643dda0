package sessions

import (
	"slices"
	"time"

	"practice/people"
	"practice/problem"
)

// MaxParticipants bounds a paired session: candidate, interviewer, observers.
const MaxParticipants = 4

// Kind says with whom one practises.
type Kind string

// The kinds.
const (
	Solo   Kind = "solo"
	Paired Kind = "paired"
)

// State is where a session stands.
type State string

// The states, in order. A running session counts down first.
const (
	Lobby   State = "lobby"
	Running State = "running"
	Ended   State = "ended"
)

// EndReason says by a code why a session ended. Codes are stored and sent; the
// page makes words of them.
type EndReason string

// The reasons.
const (
	// EndedByPlan: the time of the plan was up.
	EndedByPlan EndReason = "ended_by_plan"
	// EndedByParticipant: somebody ended it.
	EndedByParticipant EndReason = "ended_by_participant"
	// EndedByAbsence: everybody had left, or the program that spoke.
	EndedByAbsence EndReason = "ended_by_absence"
	// EndedByShutdown: the server was stopped or died.
	EndedByShutdown EndReason = "ended_by_shutdown"
	// EndedByFault: the server failed at this session, and at no other.
	EndedByFault EndReason = "ended_by_fault"
	// ConsentWithdrawn: a participant does not agree to the recording any more.
	ConsentWithdrawn EndReason = "consent_withdrawn"
	// EndedByAccess: the sign-in or API token with which the candidate, or a program,
	// was there is over.
	EndedByAccess EndReason = "access_ended"
	// RecordingFailed: the candidate's recording could not begin.
	RecordingFailed EndReason = "recording_failed"
)

// Session is one timed practice. Its methods are the rules: each checks what is
// asked against the state and either changes the session or returns an error
// and changes nothing.
type Session struct {
	ID      string
	OwnerID string
	Kind    Kind
	Format  Format
	// Questions holds one question for each leg.
	Questions    []Question
	Participants []Participant
	CreatedAt    time.Time
	// Clock starts with the session; in the lobby nothing has happened to it.
	Clock Clock
	// Leg is the assignment of roles that holds now.
	Leg int
	// Door is who stands outside.
	Door Door
	// EndedAt is zero until the end.
	EndedAt   time.Time
	EndReason EndReason
}

// Draft is what a person decides when creating a session.
type Draft struct {
	Kind      Kind
	Format    Format
	Questions []Question
	// Role is the creator's role in the first leg.
	Role Role
}

// NewSession makes a session in the lobby with its creator as the first
// participant. It fails with [problem.Invalid] when the format does not suit the
// kind, the role is not one a creator can take, or the number of questions is
// not that of the legs.
func NewSession(id string, creator people.User, draft Draft, now time.Time) (Session, error) {
	switch {
	case draft.Kind != Solo && draft.Kind != Paired:
		return Session{}, problem.OnField("kind", "is %s; it is %q or %q", problem.Quote(string(draft.Kind)), Solo, Paired)
	case !draft.Format.Suits(draft.Kind):
		return Session{}, problem.OnField("format", "%q is not for a %s session", draft.Format.ID, draft.Kind)
	case draft.Kind == Solo && draft.Role != Candidate:
		return Session{}, problem.OnField("role", "is %s; alone, one is the %s", problem.Quote(string(draft.Role)), Candidate)
	case draft.Role != Candidate && draft.Role != Interviewer:
		return Session{}, problem.OnField("role", "is %s; it is %q or %q", problem.Quote(string(draft.Role)), Candidate, Interviewer)
	case len(draft.Questions) != draft.Format.Legs():
		return Session{}, problem.OnField("questions", "are %d; the format %q has %d", len(draft.Questions), draft.Format.ID, draft.Format.Legs())
	}
	return Session{
		ID: id, OwnerID: creator.ID, Kind: draft.Kind, Format: draft.Format, Questions: draft.Questions,
		Participants: []Participant{{UserID: creator.ID, Name: creator.Name, Role: draft.Role, JoinedAt: now}},
		CreatedAt:    now,
	}, nil
}

// State returns where the session stands.
func (s *Session) State() State {
	switch {
	case !s.EndedAt.IsZero():
		return Ended
	case len(s.Clock.Events) > 0:
		return Running
	}
	return Lobby
}

// Participant returns the participant with this user's ID, or [problem.NotFound].
func (s *Session) Participant(userID string) (Participant, error) {
	if i := s.seat(userID); i >= 0 {
		return s.Participants[i], nil
	}
	return Participant{}, errNoSeat()
}

// Candidate returns the participant who is the candidate now, or [problem.NotFound].
func (s *Session) Candidate() (Participant, error) {
	if i := s.seatOf(Candidate); i >= 0 {
		return s.Participants[i], nil
	}
	return Participant{}, problem.NotFound
}

// Question returns the question of a leg.
func (s *Session) Question(leg int) Question {
	if leg < 0 || leg >= len(s.Questions) {
		return Question{}
	}
	return s.Questions[leg]
}

// Join gives the user a seat in the lobby: the first to come takes the role
// that the creator left, the rest observe. Joining again changes only the
// name. It fails with [problem.Conflict] when the session has begun or is full.
func (s *Session) Join(user people.User, now time.Time) error {
	if i := s.seat(user.ID); i >= 0 {
		s.Participants[i].Name = user.Name
		return nil
	}
	role, err := s.roleFor("")
	if err != nil {
		return err
	}
	s.take(user, role, now)
	return nil
}

func (s *Session) take(user people.User, role Role, now time.Time) {
	s.Door.Forget(user.ID)
	s.Participants = append(s.Participants, Participant{UserID: user.ID, Name: user.Name, Role: role, JoinedAt: now})
}

// roleFor returns the role for somebody who is invited as wanted, as
// [Invite.Role]. Only an observer may come when the session has begun. It fails
// with [problem.Conflict] when there is no seat.
func (s *Session) roleFor(wanted Role) (Role, error) {
	free := s.freeRole()
	switch {
	case s.Kind == Solo:
		return "", problem.Conflict.Say("a solo session has one seat")
	case s.State() == Ended:
		return "", problem.Conflict.Say("the session has ended")
	case s.State() != Lobby && wanted != Observer:
		return "", problem.Conflict.Say("the session has begun without you")
	case len(s.Participants) >= MaxParticipants:
		return "", problem.Conflict.Say("the session is full: %d of %d seats are taken", len(s.Participants), MaxParticipants)
	case wanted == Observer:
		return Observer, nil
	case free == Observer && wanted != "":
		return "", problem.Conflict.Say("candidate and interviewer are there already; the host can send an invite to observe")
	}
	return free, nil
}

// freeRole returns the role that nobody has, or [Observer].
func (s *Session) freeRole() Role {
	for _, r := range []Role{Candidate, Interviewer} {
		if s.seatOf(r) < 0 {
			return r
		}
	}
	return Observer
}

// Consent records that the participant agrees to the recording of the
// candidate. Who was left out at the start may agree later, until the end.
func (s *Session) Consent(userID string, now time.Time) error {
	i := s.seat(userID)
	switch {
	case i < 0:
		return errNoSeat()
	case s.State() == Ended:
		return problem.Conflict.Say("the session has ended")
	case s.State() == Running && s.Participants[i].Consented():
		return problem.Conflict.Say("you agreed before the start")
	}
	if !s.Participants[i].Consented() {
		s.Participants[i].ConsentedAt = now
	}
	return nil
}

// Heard reports whether the others may hear the participant: in the lobby
// everybody, while the session runs only who has agreed to the recording, into
// which the candidate's loudspeaker may carry every voice.
func (s *Session) Heard(p Participant) bool { return s.State() != Running || p.Consented() }

// SwapRoles exchanges candidate and interviewer in the lobby. Who is recorded
// changes with it, so every consent is asked for again.
func (s *Session) SwapRoles(userID string) error {
	if err := s.mayLead(userID); err != nil {
		return err
	}
	switch {
	case s.Kind == Solo:
		return problem.Conflict.Say("alone, one is the %s", Candidate)
	case s.State() != Lobby:
		return problem.Conflict.Say("roles are swapped before the start")
	}
	s.exchangeRoles()
	for i := range s.Participants {
		s.Participants[i].ConsentedAt = time.Time{}
	}
	return nil
}

// roleIn returns the participant's role in a leg: candidate and interviewer
// change places at each boundary between that leg and the one that holds now.
func (s *Session) roleIn(leg int, p Participant) Role {
	if (leg-s.Leg)%2 == 0 {
		return p.Role
	}
	return p.Role.swapped()
}

func (s *Session) exchangeRoles() {
	for i, p := range s.Participants {
		s.Participants[i].Role = p.Role.swapped()
	}
}

// mayLead reports whether the user may change the course of the session.
func (s *Session) mayLead(userID string) error {
	p, err := s.Participant(userID)
	if err != nil {
		return err
	}
	if p.Role == Observer && userID != s.OwnerID {
		return problem.Forbidden.Say("observers watch; candidate and interviewer decide")
	}
	return nil
}

func errNoSeat() error { return problem.NotFound.Say("you have no seat in this session any more") }

func (s *Session) seat(userID string) int {
	return slices.IndexFunc(s.Participants, func(p Participant) bool { return p.UserID == userID })
}

func (s *Session) seatOf(role Role) int {
	return slices.IndexFunc(s.Participants, func(p Participant) bool { return p.Role == role })
}
