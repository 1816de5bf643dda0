package signaling

import (
	"maps"
	"slices"
	"sync"
	"time"

	"practice/ids"
	"practice/people"
	"practice/signaling/socket"
)

// knownFor is how long a credential is known whose last connection has ended: a page
// that lost its socket says over HTTP that it is over.
const knownFor = 2 * time.Minute

// mostOver is how many credentials that nobody was connected by are noted as over:
// anybody can sign out what is no login.
const mostOver = 10_000

// accesses are the credentials by which pages and programs are connected, so that
// who may stop something is known without the database, and whose credential is over
// is cut off.
type accesses struct {
	mu   sync.Mutex
	held map[people.Credential]*holding
	// over are the credentials that ended here, and when: a request that was let in
	// before may be on its way still.
	over map[people.Credential]time.Time
	// unsaved are the logins that ended here and that the database still has.
	unsaved map[people.Credential]struct{}
}

// holding is a credential by which somebody is connected, or was lately.
type holding struct {
	// id is what rooms know it by. It stays when a login gets another token.
	id   string
	user people.User
	// sockets are connected; sessions are those in whose rooms it was used.
	sockets  map[*socket.Socket]struct{}
	sessions map[string]struct{}
	// left is when it was used last.
	left time.Time
}

func newAccesses() *accesses {
	return &accesses{held: map[people.Credential]*holding{}, over: map[people.Credential]time.Time{}, unsaved: map[people.Credential]struct{}{}}
}

// hold notes that the user is connected by a credential, over a socket or, where s is
// nil, as a program. It fails when the credential is over. What it returns is
// what rooms know it by.
func (a *accesses) hold(c people.Credential, user people.User, session string, s *socket.Socket) (id string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, over := a.over[c]; over {
		return "", false
	}
	held := a.held[c]
	if held == nil {
		held = &holding{id: ids.New(), sockets: map[*socket.Socket]struct{}{}, sessions: map[string]struct{}{}}
		a.held[c] = held
	}
	held.user, held.left = user, time.Now()
	held.sessions[session] = struct{}{}
	if s != nil {
		held.sockets[s] = struct{}{}
	}
	return held.id, true
}

// release notes that a socket's connection has ended.
func (a *accesses) release(s *socket.Socket) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, held := range a.held {
		if _, is := held.sockets[s]; is {
			delete(held.sockets, s)
			held.left = time.Now()
			return
		}
	}
}

// known returns who is connected by a credential, or was lately.
func (a *accesses) known(c people.Credential) (people.User, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	held := a.held[c]
	if held == nil {
		return people.User{}, false
	}
	return held.user, true
}

// isOver reports whether a credential ended here.
func (a *accesses) isOver(c people.Credential) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, over := a.over[c]
	return over
}

// end notes that a credential is over and closes its sockets. The id is what rooms
// know it by; empty when it was in none. owed: the database is still to lose it.
func (a *accesses) end(c people.Credential, owed bool) (id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	held := a.held[c]
	if held != nil || len(a.over) < mostOver {
		a.over[c] = time.Now()
		if owed {
			a.unsaved[c] = struct{}{}
		}
	}
	if held == nil {
		return ""
	}
	delete(a.held, c)
	for s := range held.sockets {
		s.Close(socket.SignedOut, "signed out")
	}
	return held.id
}

// of returns the credentials by which a user is connected, or was lately.
func (a *accesses) of(userID string) (credentials []people.Credential) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for c, held := range a.held {
		if held.user.ID == userID {
			credentials = append(credentials, c)
		}
	}
	return credentials
}

// replace notes that a login has another token, of the same user.
func (a *accesses) replace(before, after people.Credential) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if held := a.held[before]; held != nil {
		delete(a.held, before)
		a.held[after] = held
	}
}

// holders returns who holds the credentials, and forgets those that nobody uses:
// open reports whether a session has a room.
func (a *accesses) holders(open func(session string) bool, now time.Time) []people.Holder {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.held, func(_ people.Credential, h *holding) bool {
		maps.DeleteFunc(h.sessions, func(session string, _ struct{}) bool { return !open(session) })
		return len(h.sockets) == 0 && len(h.sessions) == 0 && now.Sub(h.left) > knownFor
	})
	maps.DeleteFunc(a.over, func(c people.Credential, at time.Time) bool {
		_, unsaved := a.unsaved[c]
		return !unsaved && now.Sub(at) > knownFor
	})
	holders := make([]people.Holder, 0, len(a.held))
	for c, h := range a.held {
		holders = append(holders, people.Holder{Credential: c, UserID: h.user.ID})
	}
	return holders
}

// settle notes that the database has lost a login that is over.
func (a *accesses) settle(c people.Credential) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.unsaved, c)
}

// owed returns the logins that are over and that the database still has.
func (a *accesses) owed() []people.Credential {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Collect(maps.Keys(a.unsaved))
}
