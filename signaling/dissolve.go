package signaling

import (
	"context"

	"practice/sessions"
)

// Dissolve ends a session that is about to be deleted, if it goes on here: its
// recording ends at once and lies whole in the spool when this returns, and
// everybody is shown out. The session stays claimed until release, so that no other
// server opens it meanwhile. One that another server has ends there within seconds
// of its deletion.
func (h *Hub) Dissolve(ctx context.Context, session sessions.Session) (release func(), err error) {
	release, claimed, err := h.claim(ctx, session)
	if err != nil {
		return nil, err
	}
	if !claimed {
		return func() {}, nil
	}
	if r := h.room(session.ID); r != nil {
		if err := r.Dissolve(ctx); err != nil {
			release()
			return nil, err
		}
	}
	return release, nil
}
