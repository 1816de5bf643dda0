package sessions

import (
	"slices"
	"time"

	"practice/problem"
)

const (
	// InviteLifetime is how long an invite opens a session unless told.
	InviteLifetime = 24 * time.Hour
	// MaxInviteLifetime bounds what can be told.
	MaxInviteLifetime = 7 * 24 * time.Hour
	// MaxInviteUses bounds how many people one invite lets in.
	MaxInviteUses = 20
	// MaxInvites bounds how many invites of a session are open at once.
	MaxInvites = 20
)

// ErrNoInvite is all that a stranger learns of an invite that lets nobody in,
// whatever became of it or of its session.
var ErrNoInvite = problem.NotFound.Say("this invite link opens nothing (any more): it may be incomplete, used, withdrawn or past its time, or the session is over")

// Invite lets whoever holds its token into one session, each person once.
type Invite struct {
	// ID names the invite to its session's host; it opens nothing.
	ID string
	// TokenHash is [people.HashToken] of the token in the link.
	TokenHash string
	SessionID string
	// Role is what it lets people in as. Of candidate and interviewer it gives the
	// one that is free, since the host may swap roles after sending it. Empty is an
	// invite of the time before roles: whichever is free, or observer.
	Role Role
	// Knock: the host is asked before anybody has a seat.
	Knock bool
	// MaxUses is how many people it lets in or knock.
	MaxUses int
	// UsedBy has the IDs of those who used it. They may come back by it.
	UsedBy    []string
	CreatedAt time.Time
	ExpiresAt time.Time
	// RevokedAt is when the host withdrew it; zero while it is good.
	RevokedAt time.Time
}

// InviteDraft is what a host decides about an invite. What is zero is decided for
// them: the role that is free, one use (an observer's: as many as there are seats),
// [InviteLifetime].
type InviteDraft struct {
	// ID and TokenHash are those of [Invite].
	ID, TokenHash string
	Role          Role
	MaxUses       int
	Lifetime      time.Duration
	// Knock is nil for the default: on for observers.
	Knock *bool
}

// NewInvite makes an invite to the session. It fails with [problem.Forbidden]
// unless its host asks, with [problem.Invalid] about "role", "uses" or
// "lifetime_ms", and with [problem.Conflict] where nobody can be let in or
// [MaxInvites] of the others are open.
func (s *Session) NewInvite(hostID string, draft InviteDraft, others []Invite, now time.Time) (Invite, error) {
	if err := s.mayHost(hostID); err != nil {
		return Invite{}, err
	}
	draft = s.decided(draft)
	switch {
	case draft.Role != Candidate && draft.Role != Interviewer && draft.Role != Observer:
		return Invite{}, problem.OnField("role", "is %q; it is %q, %q or %q", draft.Role, Candidate, Interviewer, Observer)
	case draft.MaxUses < 0 || draft.MaxUses > MaxInviteUses:
		return Invite{}, problem.OnField("uses", "are %d; an invite lets 1 to %d people in", draft.MaxUses, MaxInviteUses)
	case draft.Lifetime < 0 || draft.Lifetime > MaxInviteLifetime:
		return Invite{}, problem.OnField("lifetime_ms", "is %d; an invite is good for at most %d ms", draft.Lifetime.Milliseconds(), MaxInviteLifetime.Milliseconds())
	}
	if _, err := s.roleFor(draft.Role); err != nil {
		return Invite{}, err
	}
	open := 0
	for _, other := range others {
		if other.Open(now) {
			open++
		}
	}
	if open >= MaxInvites {
		return Invite{}, problem.Conflict.Say("%d invites of this session are open; revoke one of them first", open)
	}
	return Invite{
		ID: draft.ID, TokenHash: draft.TokenHash, SessionID: s.ID, Role: draft.Role, Knock: *draft.Knock, MaxUses: draft.MaxUses,
		CreatedAt: now, ExpiresAt: now.Add(draft.Lifetime),
	}, nil
}

// decided fills in what the host left open.
func (s *Session) decided(draft InviteDraft) InviteDraft {
	if draft.Role == "" {
		draft.Role = s.freeRole()
	}
	observes := draft.Role == Observer
	if draft.Knock == nil {
		draft.Knock = &observes
	}
	if draft.Lifetime == 0 {
		draft.Lifetime = InviteLifetime
	}
	switch {
	case draft.MaxUses != 0:
	case observes:
		draft.MaxUses = MaxParticipants - 2
	default:
		draft.MaxUses = 1
	}
	return draft
}

// Revoke withdraws the invite; whoever came by it stays. Doing so again changes
// nothing.
func (i *Invite) Revoke(now time.Time) {
	if i.RevokedAt.IsZero() {
		i.RevokedAt = now
	}
}

// Open reports whether the invite lets somebody else in at now.
func (i *Invite) Open(now time.Time) bool {
	return i.RevokedAt.IsZero() && now.Before(i.ExpiresAt) && len(i.UsedBy) < i.MaxUses
}

// opensTo reports whether the invite lets the user in at now, who may have used it
// before.
func (i *Invite) opensTo(userID string, now time.Time) bool {
	if slices.Contains(i.UsedBy, userID) {
		return i.RevokedAt.IsZero() && now.Before(i.ExpiresAt)
	}
	return i.Open(now)
}
