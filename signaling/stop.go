package signaling

import (
	"context"
	"time"

	"practice/people"
	"practice/sessions"
	"practice/signaling/room"
)

const (
	// lookEvery is how often it is looked whether credentials and sessions are over
	// that live here; lookTimeout bounds one look.
	lookEvery   = 3 * time.Second
	lookTimeout = 3 * time.Second
	// signOutTimeout bounds what a sign-out waits for the database.
	signOutTimeout = 2 * time.Second
)

// Credentials is what the hub asks of the database about who is connected.
type Credentials interface {
	// GoneCredentials returns those of the holders' credentials that open nothing any
	// more: the login is over, the token revoked, or the user deleted.
	GoneCredentials(ctx context.Context, holders []people.Holder) ([]people.Credential, error)
	// EndLogin deletes a login by the hash of its token. One that is not there is no
	// error.
	EndLogin(ctx context.Context, hash string) error
	// Revisions returns the revisions of sessions, which differ after every change; one
	// that is not there has none.
	Revisions(ctx context.Context, ids []string) (map[string]int64, error)
}

// Known returns who is connected by a credential, or was in the last 2 minutes,
// without the database.
func (h *Hub) Known(c people.Credential) (people.User, bool) { return h.accesses.known(c) }

// IsOver reports whether a credential was ended here lately, which the database may
// not know yet.
func (h *Hub) IsOver(c people.Credential) bool { return h.accesses.isOver(c) }

// Replaced tells that a login got another token and is its user's still.
func (h *Hub) Replaced(before, after people.Credential) { h.accesses.replace(before, after) }

// SignOut ends a login: its sockets are closed, and whoever is there by it is neither
// recorded nor heard when it returns. The database loses the login then, or as soon as
// it answers; until it has, the login opens nothing here, also after a restart.
func (h *Hub) SignOut(ctx context.Context, c people.Credential) {
	h.cutOff(c, true)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), signOutTimeout)
	defer cancel()
	if h.forgetLogin(ctx, c) || !h.accesses.isOver(c) { // a flood of what is no login is not noted
		return
	}
	h.owing.Lock()
	defer h.owing.Unlock()
	if err := h.config.Owed.add(c); err != nil {
		h.log.ErrorContext(ctx, "a login that was signed out is known to this process alone until the database is back", "err", err)
	}
}

// oweOn goes on with the logins that an earlier process could not delete.
func (h *Hub) oweOn() error {
	logins, err := h.config.Owed.read()
	for _, c := range logins {
		h.accesses.end(c, true)
	}
	return err
}

// CutOff ends everything that goes on here by whichever credential of a user, who is
// deleted: when it returns, they are neither recorded nor heard. The database has
// nothing of them any more.
func (h *Hub) CutOff(userID string) {
	for _, c := range h.accesses.of(userID) {
		h.cutOff(c, false)
	}
}

// cutOff ends everything that goes on by a credential. owed: the database is still to
// lose it.
func (h *Hub) cutOff(c people.Credential, owed bool) {
	id := h.accesses.end(c, owed)
	if id == "" {
		return
	}
	for _, r := range h.all() {
		r.AccessOver(id)
	}
}

// forgetLogin deletes a login that is over. It reports whether it could.
func (h *Hub) forgetLogin(ctx context.Context, c people.Credential) bool {
	if err := h.config.Credentials.EndLogin(ctx, c.Hash); err != nil {
		h.log.WarnContext(ctx, "the database still has a login that was signed out; it opens nothing here, and is deleted later", "err", err)
		return false
	}
	h.accesses.settle(c)
	return true
}

// payOff deletes the logins that are owed.
func (h *Hub) payOff(ctx context.Context) {
	owed := h.accesses.owed()
	if len(owed) == 0 {
		return
	}
	for _, c := range owed {
		if !h.forgetLogin(ctx, c) {
			return
		}
	}
	h.owing.Lock()
	defer h.owing.Unlock()
	if len(h.accesses.owed()) > 0 {
		return // one has just been added
	}
	if err := h.config.Owed.clear(); err != nil {
		h.log.WarnContext(ctx, "logins that the database has lost are noted still", "err", err)
	}
}

// Decide carries out in a session's room what a participant asks for by another way
// than a socket, and then in the database. It reports whether the session has a room
// here; else nothing was done.
func (h *Hub) Decide(id string, rule func(*sessions.Session) error) (here bool, err error) {
	r := h.room(id)
	if r == nil {
		return false, nil
	}
	return r.Decide(rule)
}

// all returns the rooms that there are.
func (h *Hub) all() []*room.Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	rooms := make([]*room.Room, 0, len(h.rooms))
	for _, r := range h.rooms {
		rooms = append(rooms, r)
	}
	return rooms
}

// every looks now and then until the hub closes.
func (h *Hub) every(look func(context.Context)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.closing.Done():
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(h.closing, lookTimeout)
		look(ctx)
		cancel()
	}
}

// lookAtCredentials cuts off whose credential is over. A database that does not
// answer ends nobody.
func (h *Hub) lookAtCredentials(ctx context.Context) {
	h.payOff(ctx)
	holders := h.accesses.holders(func(session string) bool { return h.room(session) != nil }, time.Now())
	if len(holders) == 0 {
		return
	}
	gone, err := h.config.Credentials.GoneCredentials(ctx, holders)
	if err != nil {
		h.log.DebugContext(ctx, "whether those who are connected may be can't be looked up; they stay", "err", err)
		return
	}
	for _, c := range gone {
		h.log.InfoContext(ctx, "a credential is over; whoever is connected by it is cut off", "kind", c.Kind)
		h.cutOff(c, false)
	}
}

// lookAtSessions tells rooms whose session was changed by another way, or deleted:
// by another server, or by a command.
func (h *Hub) lookAtSessions(ctx context.Context) {
	rooms := h.all()
	if len(rooms) == 0 {
		return
	}
	ids := make([]string, 0, len(rooms))
	for _, r := range rooms {
		ids = append(ids, r.ID())
	}
	revisions, err := h.config.Credentials.Revisions(ctx, ids)
	if err != nil {
		h.log.DebugContext(ctx, "whether sessions have changed elsewhere can't be looked up", "err", err)
		return
	}
	for _, r := range rooms {
		revision, there := revisions[r.ID()]
		if r.Saw(revision) || !there {
			r.Reload()
		}
	}
}
