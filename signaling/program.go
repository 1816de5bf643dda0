package signaling

import (
	"context"
	"errors"
	"time"

	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/ledger"
	"practice/signaling/room"
)

// Admit lets a program prepare a session, which the server waits for until leave
// is called. It fails with [problem.Unavailable] when the server stops, and with
// [problem.DiskFull] when nothing can be recorded.
func (h *Hub) Admit() (leave func(), err error) {
	if !h.admit() {
		return nil, room.ErrStopping
	}
	if h.config.Recorder.LookAtDisk() == recordings.DiskFull {
		h.running.Done()
		return nil, room.ErrDiskFull
	}
	return h.running.Done, nil
}

// Open stores a session of the user and opens its room, in which the source
// speaks: the session begins with its voice, and ends with the credential by which
// the program came. It fails with [problem.RoomsQuota] or [problem.StorageQuota]
// where the user may have no more. When it fails nothing is left but the source,
// which is the caller's then.
func (h *Hub) Open(ctx context.Context, session sessions.Session, user people.User, by people.Credential, source room.Source) (err error) {
	release, claimed, err := h.claim(ctx, session)
	switch {
	case err != nil:
		return err
	case !claimed: // nobody can have a session yet that is new
		return problem.Elsewhere
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, ledger.Timeout)
	defer cancel()
	if err := h.config.Sessions.CreateSession(ctx, session, h.config.Quotas.MayOpenRoom); err != nil {
		return err
	}
	r := h.newRoom(session, nil)
	access, ok := h.accesses.hold(by, user, session.ID, nil)
	if !ok {
		return errors.Join(problem.Unauthenticated, h.withdraw(ctx, session.ID, sessions.EndedByAccess))
	}
	r.Seat(user.ID, access, source)
	opened, err := h.open(r, release, func(*room.Room) bool { return true })
	switch {
	case err != nil:
		return errors.Join(err, h.withdraw(ctx, session.ID, sessions.EndedByShutdown))
	case opened != r:
		return errors.Join(errOvertaken, h.withdraw(ctx, session.ID, sessions.RecordingFailed))
	}
	if h.accesses.isOver(by) { // since it was looked at
		r.AccessOver(access)
	}
	return nil
}

// errOvertaken: a page has opened a room for the session, in which no program
// speaks.
var errOvertaken = problem.Conflict.Say("a page opened the session before its program was there, and nothing is recorded; send the offer again")

// withdraw ends a session in which its program can't speak.
func (h *Hub) withdraw(ctx context.Context, id string, why sessions.EndReason) error {
	_, err := h.config.Sessions.UpdateSession(ctx, id, func(s *sessions.Session) error {
		s.Abandon(time.Now().Truncate(time.Millisecond), why)
		return nil
	})
	h.SessionChanged(ctx, id)
	return err
}

// Speaking returns the source that speaks in a session of the user's that goes
// on; else it fails with [problem.NotFound].
func (h *Hub) Speaking(id, userID string) (room.Source, error) {
	return h.room(id).Speaking(userID)
}

// End ends a session in which the user's source speaks. It fails like
// [Hub.Speaking], also when the session has just ended by itself.
func (h *Hub) End(id, userID string) error {
	return h.room(id).End(userID)
}
