package signaling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/sessions"
)

// Recover ends what a dead process left running, be it of this server or of
// another that is gone; sessions of servers that live are left alone. Their
// recordings are recovered by the recorder. It is called before the hub serves,
// and now and then while it does.
func (h *Hub) Recover(ctx context.Context) error {
	running, err := h.config.Sessions.RunningSessions(ctx)
	if err != nil {
		return fmt.Errorf("recover sessions: %w", err)
	}
	for _, s := range running {
		if h.room(s.ID) != nil {
			continue
		}
		release, claimed, err := h.claim(ctx, s)
		if err != nil {
			return fmt.Errorf("recover session %s: %w", s.ID, err)
		}
		if claimed {
			release()
		}
	}
	return nil
}

// errOver: the session has ended since it was looked up.
var errOver = errors.New("the session is over")

// endInterrupted ends a session that nobody runs any more, at the end of its
// plan at the latest.
func (h *Hub) endInterrupted(ctx context.Context, id string) error {
	_, err := h.config.Sessions.UpdateSession(ctx, id, func(s *sessions.Session) error {
		if s.State() != sessions.Running {
			return errOver
		}
		s.Abandon(time.Now(), sessions.EndedByShutdown) // at the end of its plan at the latest
		return nil
	})
	if errors.Is(err, errOver) {
		return nil
	}
	if err == nil {
		h.log.WarnContext(ctx, "session was interrupted and is ended", "session", id)
	}
	return err
}
