package sessions

// QuestionsFor returns the questions as the user may see them now.
//
// Roles may change until a paired session starts: until then only its host sees a
// question, who chose it, and not as its candidate. From the start on the
// interviewer of a leg sees everything of its question; candidate and observers see
// the prompt when the leg begins, and neither hints nor points, since an observer
// may be the candidate's second browser. It is the role in the question's own leg
// that counts: who asks now and answers after the swap does not see the second
// question yet. After the end the questions of the legs that began are no secret: a
// clip may belong to somebody to whom a guest handed it over. Somebody without a
// seat sees nothing before.
func (s *Session) QuestionsFor(userID string) []Question {
	p, err := s.Participant(userID)
	questions := make([]Question, len(s.Questions))
	for leg, q := range s.Questions {
		switch {
		case s.State() == Ended && (s.began(leg) || s.Kind == Solo):
			questions[leg] = q
		case err == nil:
			questions[leg] = s.shownTo(p, leg, q)
		}
	}
	return questions
}

// shownTo returns what a participant sees of the question of a leg that is not
// over.
func (s *Session) shownTo(p Participant, leg int, q Question) Question {
	role := s.roleIn(leg, p)
	started := !s.Clock.StartedAt().IsZero()
	switch {
	case s.Kind == Solo:
		q.Points = nil
	case role == Interviewer && (started || p.UserID == s.OwnerID):
	case s.began(leg):
		q.Hints, q.Points = nil, nil
	default:
		q = Question{}
	}
	return q
}

// began reports whether the leg has begun, its countdown included.
func (s *Session) began(leg int) bool { return !s.Clock.StartedAt().IsZero() && leg <= s.Leg }
