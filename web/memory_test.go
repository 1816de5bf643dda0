package web_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"practice/recordings"
	"practice/sessions"
)

// memory keeps everything in maps.
type memory struct {
	mu       sync.Mutex
	users    map[string]sessions.User
	sessions map[string]sessions.Session
	invites  map[string]sessions.Invite
	links    map[string]sessions.SignInLink
	tokens   map[string]sessions.APIToken
	clips    map[string]recordings.Clip
}

func newMemory() *memory {
	return &memory{
		users: map[string]sessions.User{}, sessions: map[string]sessions.Session{}, invites: map[string]sessions.Invite{},
		links: map[string]sessions.SignInLink{}, tokens: map[string]sessions.APIToken{}, clips: map[string]recordings.Clip{},
	}
}

func get[V any](m *memory, from map[string]V, id string, missing error) (V, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := from[id]
	if !ok {
		return v, missing
	}
	return v, nil
}

func put[V any](m *memory, into map[string]V, id string, v V) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	into[id] = v
	return nil
}

func (m *memory) CreateUser(_ context.Context, u sessions.User) error {
	return put(m, m.users, u.ID, u)
}

func (m *memory) User(_ context.Context, id string) (sessions.User, error) {
	return get(m, m.users, id, sessions.ErrNotFound)
}

func (m *memory) RenameUser(ctx context.Context, id, name string) error {
	u, err := m.User(ctx, id)
	if err != nil {
		return err
	}
	u.Name = name
	return m.CreateUser(ctx, u)
}

func (m *memory) FirstUser(context.Context) (sessions.User, error) {
	return sessions.User{}, sessions.ErrNotFound
}

func (m *memory) CreateSession(_ context.Context, s sessions.Session) error {
	return put(m, m.sessions, s.ID, s)
}

func (m *memory) Session(_ context.Context, id string) (sessions.Session, error) {
	s, err := get(m, m.sessions, id, sessions.ErrNotFound)
	s.Participants = slices.Clone(s.Participants)
	return s, err
}

func (m *memory) UpdateSession(ctx context.Context, id string, change func(*sessions.Session) error) (sessions.Session, error) {
	s, err := m.Session(ctx, id)
	if err != nil {
		return s, err
	}
	if err := change(&s); err != nil {
		return s, err
	}
	return s, m.CreateSession(ctx, s)
}

func (m *memory) SessionsOf(_ context.Context, userID string, limit int) ([]sessions.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []sessions.Session
	for _, s := range m.sessions {
		if _, err := s.Participant(userID); err == nil {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b sessions.Session) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return out[:min(limit, len(out))], nil
}

func (m *memory) RunningSessions(context.Context) ([]sessions.Session, error) { return nil, nil }

func (m *memory) CreateInvite(_ context.Context, i sessions.Invite) error {
	return put(m, m.invites, i.TokenHash, i)
}

func (m *memory) Invite(_ context.Context, hash string) (sessions.Invite, error) {
	return get(m, m.invites, hash, sessions.ErrNotFound)
}

func (m *memory) CreateSignInLink(_ context.Context, l sessions.SignInLink) error {
	return put(m, m.links, l.TokenHash, l)
}

func (m *memory) RedeemSignInLink(ctx context.Context, hash, guestID, newID string, now time.Time) (sessions.User, error) {
	l, err := get(m, m.links, hash, sessions.ErrNotFound)
	if err != nil {
		return sessions.User{}, err
	}
	if !now.Before(l.ExpiresAt) {
		return sessions.User{}, sessions.ErrExpired
	}
	m.mu.Lock()
	delete(m.links, hash)
	m.mu.Unlock()
	if l.UserID != "" {
		return m.User(ctx, l.UserID)
	}
	u := sessions.User{ID: newID, Name: l.Name, CreatedAt: now}
	if guestID != "" {
		u, _ = m.User(ctx, guestID)
		u.Guest = false
	}
	return u, m.CreateUser(ctx, u)
}

func (m *memory) CreateAPIToken(_ context.Context, t sessions.APIToken) error {
	return put(m, m.tokens, t.TokenHash, t)
}

func (m *memory) UseAPIToken(ctx context.Context, hash string, _ time.Time) (sessions.User, error) {
	t, err := get(m, m.tokens, hash, sessions.ErrNotFound)
	if err != nil {
		return sessions.User{}, err
	}
	return m.User(ctx, t.UserID)
}

func (m *memory) APITokens(context.Context) ([]sessions.APIToken, error) { return nil, nil }

func (m *memory) RevokeAPIToken(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for hash, t := range m.tokens {
		if t.ID == id {
			delete(m.tokens, hash)
		}
	}
	return nil
}

func (m *memory) CreateClip(_ context.Context, c recordings.Clip) error {
	return put(m, m.clips, c.ID, c)
}

func (m *memory) Clip(_ context.Context, id string) (recordings.Clip, error) {
	return get(m, m.clips, id, recordings.ErrNotFound)
}

func (m *memory) ClipsOf(_ context.Context, owner string) ([]recordings.Clip, error) {
	return m.clipsWhere(func(c recordings.Clip) bool { return c.OwnerID == owner }), nil
}

func (m *memory) ClipsOfSession(_ context.Context, session string) ([]recordings.Clip, error) {
	return m.clipsWhere(func(c recordings.Clip) bool { return c.SessionID == session }), nil
}

func (m *memory) clipsWhere(fits func(recordings.Clip) bool) []recordings.Clip {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []recordings.Clip
	for _, c := range m.clips {
		if fits(c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b recordings.Clip) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return out
}

func (m *memory) ClipsIn(context.Context, ...recordings.ClipState) ([]recordings.Clip, error) {
	return nil, nil
}

func (m *memory) UpdateClip(ctx context.Context, id string, change func(*recordings.Clip) error) (recordings.Clip, error) {
	c, err := m.Clip(ctx, id)
	if err != nil {
		return c, err
	}
	if err := change(&c); err != nil {
		return c, err
	}
	return c, m.CreateClip(ctx, c)
}

func (m *memory) DeleteClip(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.clips, id)
	return nil
}
