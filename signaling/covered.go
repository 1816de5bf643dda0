package signaling

import (
	"context"
	"errors"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/ledger"
)

// errCovered: the session ends where it should.
var errCovered = errors.New("the session is as long as it can be")

// Covered returns how much of a recording of this length its session covers; a session
// that was ended for a server that seemed gone is made longer for it first. It is not
// known while the session goes on, or when it is gone.
func (h *Hub) Covered(ctx context.Context, clip recordings.Clip, length time.Duration) (covered time.Duration, known bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, ledger.Timeout)
	defer cancel()
	s, err := h.config.Sessions.Session(ctx, clip.SessionID)
	switch {
	case errors.Is(err, problem.NotFound):
		return 0, false, nil
	case err != nil:
		return 0, false, err
	case s.State() != sessions.Ended || s.Clock.StartedAt().IsZero():
		return 0, false, nil
	}
	begin, _ := s.Clock.LegBounds(clip.Leg)
	if s.EndReason == sessions.EndedByShutdown && s.LegEnd(clip.Leg).Before(begin.Add(length)) {
		s, err = h.config.Sessions.UpdateSession(ctx, clip.SessionID, func(s *sessions.Session) error {
			if !s.WentOn(begin.Add(length)) {
				return errCovered
			}
			return nil
		})
		if err != nil && !errors.Is(err, errCovered) {
			return 0, false, err
		}
	}
	return max(s.LegEnd(clip.Leg).Sub(begin), 0), true, nil
}
