package signaling

import (
	"context"

	"practice/sessions"
	"practice/signaling/ledger"
)

// Leases say which server has a session's room to itself.
type Leases interface {
	// Claim takes the lease of this name for this server and reports whether it
	// could: no other server has it that lives. It is kept until each who claimed
	// it has called release, once.
	Claim(ctx context.Context, name string) (release func(), claimed bool, err error)
}

// leaseOf names the lease on a session's room.
func leaseOf(sessionID string) string { return "session/" + sessionID }

// SessionOf returns the session whose room the lease is on, or "".
func SessionOf(lease string) string {
	const prefix = len("session/")
	if len(lease) > prefix && leaseOf(lease[prefix:]) == lease {
		return lease[prefix:]
	}
	return ""
}

// claim makes sure that the session's room is this server's, until release; it
// reports whether it is. A session that runs and has no room was left by a process
// that died; it is ended before anybody enters.
func (h *Hub) claim(ctx context.Context, session sessions.Session) (release func(), claimed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, ledger.Timeout)
	defer cancel()
	release, claimed, err = h.config.Leases.Claim(ctx, leaseOf(session.ID))
	if err != nil || !claimed {
		return nil, false, err
	}
	if session.State() == sessions.Running && h.room(session.ID) == nil {
		if err := h.endInterrupted(ctx, session.ID); err != nil {
			release()
			return nil, false, err
		}
	}
	return release, true, nil
}

// LeaseLost tells the room of a session, if there is one, that its lease was not
// this server's for a while: another may have ended its session. again: the lease
// is this server's again. Else the room is given up.
func (h *Hub) LeaseLost(sessionID string, again bool) {
	r := h.room(sessionID)
	switch {
	case r == nil:
	case again:
		r.Reload()
	default:
		r.Yield()
	}
}
