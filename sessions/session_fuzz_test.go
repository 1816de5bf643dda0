package sessions_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/people"
	"practice/sessions"
)

// steps are what can happen to a session; each is done as one of the people,
// at an instant.
var steps = []struct {
	name string
	do   func(s *sessions.Session, by people.User, now time.Time) error
}{
	{"join", func(s *sessions.Session, by people.User, now time.Time) error { return s.Join(by, now) }},
	{"leave", func(s *sessions.Session, by people.User, now time.Time) error { return s.Leave(by.ID, now) }},
	{"withdraw", func(s *sessions.Session, by people.User, now time.Time) error { return s.Withdraw(by.ID, now) }},
	{"consent", func(s *sessions.Session, by people.User, now time.Time) error { return s.Consent(by.ID, now) }},
	{"swap", func(s *sessions.Session, by people.User, _ time.Time) error { return s.SwapRoles(by.ID) }},
	{"start", func(s *sessions.Session, by people.User, now time.Time) error { return s.Start(by.ID, now) }},
	{"skip", func(s *sessions.Session, by people.User, now time.Time) error { return s.SkipStage(by.ID, now) }},
	{"pause", func(s *sessions.Session, by people.User, now time.Time) error { return s.Pause(by.ID, now) }},
	{"resume", func(s *sessions.Session, by people.User, now time.Time) error { return s.Resume(by.ID, now) }},
	{"extend", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.Extend(by.ID, 7*time.Second, now)
	}},
	{"advance", func(s *sessions.Session, _ people.User, now time.Time) error { s.Advance(now); return nil }},
	{"end", func(s *sessions.Session, by people.User, now time.Time) error { return s.End(by.ID, now) }},
	{"abandon", func(s *sessions.Session, _ people.User, now time.Time) error {
		s.Abandon(now, sessions.EndedByShutdown)
		return nil
	}},
	{"start without", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.StartWithout(by.ID, []string{"user0", "user1", "user2"}, now)
	}},
	{"redeem", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.Redeem(&sessions.Invite{Role: sessions.Observer, Knock: true, MaxUses: 1, CreatedAt: now, ExpiresAt: now.Add(1)}, by, now)
	}},
	{"admit", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.Admit(by.ID, firstKnock(s), now)
	}},
	{"refuse", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.Refuse(by.ID, firstKnock(s), now)
	}},
	{"remove", func(s *sessions.Session, by people.User, now time.Time) error {
		return s.Remove(by.ID, s.Participants[len(s.Participants)-1].UserID, now)
	}},
}

func firstKnock(s *sessions.Session) string {
	if len(s.Door.Knocks) == 0 {
		return "nobody"
	}
	return s.Door.Knocks[0].UserID
}

// FuzzSession does any steps in any order: whatever people do, the session is
// never in a state that the rules exclude, and a refused step changes nothing.
func FuzzSession(f *testing.F) {
	f.Add([]byte{0, 0, 0x01, 2, 0x00, 2, 0x01, 4, 0x00, 5, 0x30, 5, 0x41, 6, 0x10, 7, 0xf0, 8, 0x10, 9, 0xf0, 9, 0xf0})
	f.Add([]byte{1, 4, 0x00, 9, 0x20, 10, 0x20})
	f.Add([]byte{2, 0, 0x01, 3, 0x01, 2, 0x00, 2, 0x01, 4, 0x00, 9, 0xd0, 9, 0xd0, 9, 0xf0})
	f.Add([]byte{0, 0, 0x01, 0, 0x02, 0, 0x03, 0, 0x04, 1, 0x01, 0, 0x04, 2, 0x00, 2, 0x02, 2, 0x03, 2, 0x04, 4, 0x00, 11, 0x00})
	f.Fuzz(followCourse)
}

// Without the fuzzer's search, chance alone comes far with this many courses.
func TestRandomCourses(t *testing.T) {
	chance := rand.New(rand.NewPCG(2026, 11))
	reached := map[sessions.EndReason]bool{}
	for range 400 {
		course := randomCourse(chance, 40)
		s := lastOf(t, course)
		reached[s.EndReason] = reached[s.EndReason] || !s.Clock.StartedAt().IsZero()
		if t.Failed() {
			t.Fatalf("the course was %v", course)
		}
	}
	for _, why := range []sessions.EndReason{sessions.EndedByPlan, sessions.EndedByParticipant, sessions.EndedByShutdown} {
		if !reached[why] {
			t.Errorf("no course started a session and came to %q; the test proves little", why)
		}
	}
}

// randomCourse keeps the steps that end everything rare, the time between two
// steps mostly short, and mostly lets three people act, so that many courses
// come to a start and go on from there.
func randomCourse(chance *rand.Rand, length int) []byte {
	course := []byte{byte(chance.IntN(3))}
	for range length {
		what, who := chance.IntN(len(steps)), chance.IntN(3)
		if name := steps[what].name; (name == "end" || name == "abandon" || name == "remove") && chance.IntN(5) > 0 {
			what = chance.IntN(8)
		}
		if chance.IntN(10) == 0 {
			who = 3 + chance.IntN(2)
		}
		when := min(chance.IntN(16), chance.IntN(16), chance.IntN(16))
		course = append(course, byte(what), byte(when<<4|who))
	}
	return course
}

func followCourse(t *testing.T, course []byte) { lastOf(t, course) }

// lastOf follows a course to its end or first fault. Its first byte chooses
// the session; then two a step choose what, who, and how much later.
func lastOf(t *testing.T, course []byte) *sessions.Session {
	t.Helper()
	if len(course) == 0 {
		course = []byte{0}
	}
	s, now := fuzzedLobby(t, course[0]), noon
	for at := 1; at+1 < len(course) && !t.Failed(); at += 2 {
		step, by := steps[int(course[at])%len(steps)], people.User{ID: fmt.Sprint("user", course[at+1]&0xf%5)}
		now = now.Add(later(course[at+1] >> 4))
		before := snapshot(s)
		did := fmt.Sprintf("step %d: %s by %s at %v", at/2+1, step.name, by.ID, now.Sub(noon))
		if err := step.do(s, by, now); err != nil {
			if diff := cmp.Diff(before, *s); diff != "" {
				t.Errorf("%s was refused (%v) and changed the session all the same (-want +got):\n%s", did, err, diff)
			}
		}
		checkSession(t, s, did)
		checkStep(t, before, s, did)
	}
	return s
}

// later spreads sixteen numbers from no time at all to past any format.
func later(n byte) time.Duration {
	if n == 0 {
		return 0
	}
	return 500 * time.Millisecond << (n - 1)
}

func fuzzedLobby(t *testing.T, choice byte) *sessions.Session {
	t.Helper()
	kinds := []struct {
		kind   sessions.Kind
		format string
		role   sessions.Role
	}{
		{sessions.Paired, "peer-swap-10", sessions.Candidate},
		{sessions.Solo, "quick-answer", sessions.Candidate},
		{sessions.Paired, "explain-a-concept", sessions.Interviewer},
	}
	k := kinds[int(choice)%len(kinds)]
	draft := sessions.Draft{Kind: k.kind, Format: format(t, k.format), Role: k.role}
	draft.Questions = make([]sessions.Question, draft.Format.Legs())
	s, err := sessions.NewSession("s1", people.User{ID: "user0", Name: "user0"}, draft, noon)
	must(t, err)
	return &s
}

// snapshot copies a session, with the slices that its methods write to.
func snapshot(s *sessions.Session) sessions.Session {
	copied := *s
	copied.Participants = slices.Clone(s.Participants)
	copied.Door = sessions.Door{Knocks: slices.Clone(s.Door.Knocks), TurnedAway: slices.Clone(s.Door.TurnedAway)}
	copied.Clock.Plan, copied.Clock.Events = slices.Clone(s.Clock.Plan), slices.Clone(s.Clock.Events)
	return copied
}

// checkSession holds s against what must be true of every session.
func checkSession(t *testing.T, s *sessions.Session, did string) {
	t.Helper()
	roles, seats := map[sessions.Role]int{}, map[string]int{}
	consented := true
	for _, p := range s.Participants {
		roles[p.Role]++
		seats[p.UserID]++
		consented = consented && (p.Consented() || p.Role != sessions.Candidate)
		if seats[p.UserID] > 1 {
			t.Errorf("%s: %s has two seats", did, p.UserID)
		}
	}
	if roles[sessions.Candidate] > 1 || roles[sessions.Interviewer] > 1 {
		t.Errorf("%s: the roles are taken %v times", did, roles)
	}
	if len(s.Participants) > sessions.MaxParticipants || seats[s.OwnerID] != 1 {
		t.Errorf("%s: %d seats are taken, the creator's %d times", did, len(s.Participants), seats[s.OwnerID])
	}
	if s.Kind == sessions.Solo && (len(s.Participants) != 1 || roles[sessions.Candidate] != 1) {
		t.Errorf("%s: a solo session has the roles %v", did, roles)
	}
	if started := !s.Clock.StartedAt().IsZero(); started {
		if !consented {
			t.Errorf("%s: it has started without its candidate's consent: %+v", did, s.Participants)
		}
		if s.State() == sessions.Running && roles[sessions.Candidate] != 1 {
			t.Errorf("%s: it has started with the roles %v", did, roles)
		}
		checkTimeLine(t, s, did)
	}
	if s.Leg < 0 || s.Leg >= s.Format.Legs() {
		t.Errorf("%s: leg %d of %d", did, s.Leg, s.Format.Legs())
	}
	if (s.EndReason != "") != (s.State() == sessions.Ended) {
		t.Errorf("%s: the session is %s, the reason of its end %q", did, s.State(), s.EndReason)
	}
}

func checkTimeLine(t *testing.T, s *sessions.Session, did string) {
	t.Helper()
	var extended time.Duration
	for _, e := range s.Clock.Events {
		extended += e.By
	}
	for i, stage := range s.Clock.Stages() {
		if planned := s.Format.Stages[i].Duration; stage.Duration < 0 || stage.Duration > planned+extended {
			t.Errorf("%s: stage %d lasts %v of %v", did, i, stage.Duration, planned)
		}
	}
	length := s.Clock.Duration()
	if length > sessions.MaxDuration {
		t.Errorf("%s: the stages last %v", did, length)
	}
	if s.State() != sessions.Ended {
		return
	}
	r := s.Clock.Read(s.EndedAt)
	if r.Position < 0 || r.Position > length || s.EndReason == sessions.EndedByPlan && r.Position != length {
		t.Errorf("%s: ended at position %v of %v because %q", did, r.Position, length, s.EndReason)
	}
	if last, known := s.Clock.Ends(); known && s.EndedAt.After(last) {
		t.Errorf("%s: ended at %v, after the last stage at %v", did, s.EndedAt, last)
	}
}

// checkStep holds a change against the course that sessions take.
func checkStep(t *testing.T, before sessions.Session, s *sessions.Session, did string) {
	t.Helper()
	order := map[sessions.State]int{sessions.Lobby: 0, sessions.Running: 1, sessions.Ended: 2}
	if order[s.State()] < order[before.State()] {
		t.Errorf("%s: the session went back from %s to %s", did, before.State(), s.State())
	}
	if s.Leg < before.Leg {
		t.Errorf("%s: the session went back from leg %d to %d", did, before.Leg, s.Leg)
	}
	if before.State() == sessions.Ended && (!s.EndedAt.Equal(before.EndedAt) || s.EndReason != before.EndReason) {
		t.Errorf("%s: the end of an ended session changed", did)
	}
	if before.State() != sessions.Lobby && !s.Clock.StartedAt().Equal(before.Clock.StartedAt()) {
		t.Errorf("%s: position 0 moved from %v to %v", did, before.Clock.StartedAt(), s.Clock.StartedAt())
	}
	if n := len(before.Clock.Events); n > 0 {
		// The legs that nobody is there for are taken out of the plan.
		left := before.Clock.Plan[:len(s.Clock.Plan)]
		if diff := cmp.Diff(sessions.Clock{Plan: left, Events: before.Clock.Events}, sessions.Clock{Plan: s.Clock.Plan, Events: s.Clock.Events[:n]}); diff != "" {
			t.Errorf("%s: the plan or what happened changed (-want +got):\n%s", did, diff)
		}
	}
	if before.State() == sessions.Ended && len(s.Participants) != len(before.Participants) {
		t.Errorf("%s: the seats changed after the end", did)
	}
	if s.State() == sessions.Ended && len(s.Door.Knocks) > 0 {
		t.Errorf("%s: the session has ended, and %+v wait", did, s.Door.Knocks)
	}
	for _, k := range s.Door.Knocks {
		if _, err := s.Participant(k.UserID); err == nil {
			t.Errorf("%s: %s has a seat and waits", did, k.UserID)
		}
	}
}
