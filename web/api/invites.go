package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"practice/access"
	"practice/ids"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

type inviteJSON struct {
	URL       string    `json:"url" doc:"The link to send. It is shown this once."`
	ExpiresAt time.Time `json:"expires_at"`
}

type inviteOutput struct{ Body inviteJSON }

// CreateInvite makes a link that opens the session. Only the hash of its token
// is kept.
func (a *API) CreateInvite(ctx context.Context, in *sessionInput) (*inviteOutput, error) {
	session, err := a.session(ctx, access.InviteToSession, in.ID)
	if err != nil {
		return nil, err
	}
	// A trial: somebody unknown asks for a seat.
	if _, err := offeredRole(session, ""); err != nil {
		return nil, err
	}
	token, now := ids.New(), a.config.Clock()
	invite := sessions.Invite{
		TokenHash: people.HashToken(token), SessionID: session.ID,
		CreatedAt: now, ExpiresAt: now.Add(sessions.InviteLifetime),
	}
	if err := a.config.Store.CreateInvite(ctx, invite); err != nil {
		return nil, fmt.Errorf("invite to session %s: %w", session.ID, err)
	}
	return &inviteOutput{Body: inviteJSON{
		URL: a.config.PublicURL.JoinPath("invite", token).String(), ExpiresAt: wireTime(invite.ExpiresAt),
	}}, nil
}

// offeredRole returns the role that the user has or would get in the session.
// It fails like [sessions.Session.Join].
func offeredRole(session sessions.Session, userID string) (sessions.Role, error) {
	session.Participants = slices.Clone(session.Participants)
	if err := session.Join(people.User{ID: userID}, time.Time{}); err != nil {
		return "", err
	}
	p, err := session.Participant(userID)
	return p.Role, err
}

type inviteTokenInput struct {
	Token string `path:"token"`
}

type invitedFormatJSON struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Medium     string `json:"medium" enum:"verbal,whiteboard,live_coding"`
	Summary    string `json:"summary"`
	DurationMS int64  `json:"duration_ms"`
}

type seatJSON struct {
	Name string `json:"name"`
	Role string `json:"role" enum:"candidate,interviewer,observer"`
}

type invitationJSON struct {
	SessionID    string            `json:"session_id"`
	Kind         string            `json:"kind" enum:"solo,paired"`
	State        string            `json:"state" enum:"lobby,running,ended"`
	Format       invitedFormatJSON `json:"format"`
	Inviter      string            `json:"inviter" doc:"The name of who created the session."`
	Participants []seatJSON        `json:"participants" nullable:"false"`
	YourRole     string            `json:"your_role,omitempty" enum:"candidate,interviewer,observer" doc:"The role you have or would get; absent when no seat is left."`
	ExpiresAt    time.Time         `json:"expires_at"`
}

type invitationOutput struct{ Body invitationJSON }

// GetInvite shows what an invite opens to whoever holds it.
func (a *API) GetInvite(ctx context.Context, in *inviteTokenInput) (*invitationOutput, error) {
	session, invite, err := a.invited(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	out := invitationJSON{
		SessionID: session.ID, Kind: string(session.Kind), State: string(session.State()),
		Format: invitedFormatJSON{
			ID: session.Format.ID, Name: session.Format.Name, Medium: string(session.Format.Medium),
			Summary: session.Format.Summary, DurationMS: session.Format.Duration().Milliseconds(),
		},
		Participants: []seatJSON{}, ExpiresAt: wireTime(invite.ExpiresAt),
	}
	for _, p := range session.Participants {
		if p.UserID == session.OwnerID {
			out.Inviter = p.Name
		}
		out.Participants = append(out.Participants, seatJSON{Name: p.Name, Role: string(p.Role)})
	}
	var userID string
	if user := callerOf(ctx); user != nil {
		userID = user.ID
	}
	if role, err := offeredRole(session, userID); err == nil {
		out.YourRole = string(role)
	}
	return &invitationOutput{Body: out}, nil
}

// invited returns the session that the token opens now.
func (a *API) invited(ctx context.Context, token string) (sessions.Session, sessions.Invite, error) {
	invite, err := a.config.Store.Invite(ctx, people.HashToken(token))
	if errors.Is(err, problem.NotFound) {
		return sessions.Session{}, invite, problem.Explain(err, "This invite link is unknown. Copy it again, all of it.")
	}
	if err != nil {
		return sessions.Session{}, invite, err
	}
	if err := invite.Open(a.config.Clock()); err != nil {
		return sessions.Session{}, invite, problem.Explain(err, "This invite has expired. Ask whoever sent it for a new one.")
	}
	session, err := a.config.Store.Session(ctx, invite.SessionID)
	return session, invite, err
}

type acceptInviteInput struct {
	Token string `path:"token"`
	Body  struct {
		Name string `json:"name,omitempty" doc:"The name the others see in this session; needed when nobody is signed in."`
	}
}

// AcceptInvite gives the caller a seat. Nobody becomes a guest, with a login,
// so that their clips stay theirs.
func (a *API) AcceptInvite(ctx context.Context, in *acceptInviteInput) (*loginOutput[sessionJSON], error) {
	session, invite, err := a.invited(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	known := callerOf(ctx)
	user, err := a.joiner(known, in.Body.Name)
	if err != nil {
		return nil, err
	}
	// Asked before a guest is made, so that a full session makes none.
	if _, err := offeredRole(session, user.ID); err != nil {
		return nil, err
	}
	var out loginOutput[sessionJSON]
	if known == nil {
		// The login comes before the seat: a seat without one would wait for a
		// consent that nobody can give.
		if out.SetCookie, err = a.makeGuest(ctx, user, invite); err != nil {
			return nil, err
		}
	}
	session, err = a.config.Store.UpdateSession(ctx, session.ID, func(current *sessions.Session) error {
		return current.Join(user, a.config.Clock())
	})
	if err != nil {
		return nil, err
	}
	a.config.SessionChanged(ctx, session.ID)
	ids, err := a.ownClips(ctx, session.ID, user.ID)
	out.Body = sessionBody(session, user.ID, ids)
	return &out, err
}

// makeGuest stores the guest that the invite makes and returns the cookie of
// their login.
func (a *API) makeGuest(ctx context.Context, guest people.User, invite sessions.Invite) (string, error) {
	if err := a.config.Store.CreateGuest(ctx, guest, invite.TokenHash, a.config.Quotas.MayMakeGuest); err != nil {
		return "", fmt.Errorf("make a guest: %w", err)
	}
	return a.logins.Begin(ctx, guest.ID)
}

// joiner returns who takes the seat: the known user, under another name if one
// is given, or a new guest.
func (a *API) joiner(known *people.User, name string) (people.User, error) {
	if known != nil && name == "" {
		return *known, nil
	}
	name, err := people.CleanName(name)
	if err != nil {
		return people.User{}, err
	}
	if known == nil {
		return people.User{ID: ids.New(), Name: name, Guest: true, CreatedAt: a.config.Clock()}, nil
	}
	user := *known
	user.Name = name
	return user, nil
}
