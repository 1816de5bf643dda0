package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/ids"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

// An invite's token comes in the body: a path would be in the logs of every proxy.

type lookAtInviteInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200" doc:"What follows # in the link."`
	}
}

type invitedFormatJSON struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Medium     string `json:"medium" enum:"verbal,whiteboard,live_coding"`
	Summary    string `json:"summary"`
	DurationMS int64  `json:"duration_ms"`
}

type invitationJSON struct {
	Inviter   string            `json:"inviter" doc:"The name of the session's host. Nobody else is named before one is in."`
	Format    invitedFormatJSON `json:"format"`
	Role      string            `json:"role" enum:"candidate,interviewer,observer" doc:"The role you would get, or have."`
	Knock     bool              `json:"knock" doc:"The host is asked before you are in."`
	ExpiresAt time.Time         `json:"expires_at"`
	SessionID string            `json:"session_id,omitempty" doc:"Present when you have a seat already, or wait for one."`
	Standing  string            `json:"standing,omitempty" enum:"seated,waiting" doc:"Present with session_id."`
}

type invitationOutput struct{ Body invitationJSON }

// LookAtInvite shows what an invite opens to whoever holds it. One that opens
// nothing tells strangers nothing, nor why.
func (a *API) LookAtInvite(ctx context.Context, in *lookAtInviteInput) (*invitationOutput, error) {
	invite, session, err := a.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	var user people.User
	if known := callerOf(ctx); known != nil {
		user = *known
	}
	out := invitationJSON{
		Format: invitedFormatJSON{
			ID: session.Format.ID, Name: session.Format.Name, Medium: string(session.Format.Medium),
			Summary: session.Format.Summary, DurationMS: session.Format.Duration().Milliseconds(),
		},
		Inviter: hostOf(&session), ExpiresAt: wireTime(invite.ExpiresAt),
	}
	if standing, err := session.Standing(user.ID); err == nil && (standing == sessions.Seated || standing == sessions.Waiting) {
		out.SessionID, out.Standing = session.ID, string(standing)
	}
	// A trial, of which nothing is kept.
	if err := session.Redeem(&invite, user, a.config.Clock()); err != nil {
		return nil, err
	}
	out.Role, out.Knock = offered(&session, user.ID)
	return &invitationOutput{Body: out}, nil
}

// hostOf returns the name of the session's host.
func hostOf(session *sessions.Session) string {
	p, _ := session.Participant(session.OwnerID) // the host keeps a seat
	return p.Name
}

// offered returns as what the user has a seat, or waits for one.
func offered(session *sessions.Session, userID string) (role string, knock bool) {
	if p, err := session.Participant(userID); err == nil {
		return string(p.Role), false
	}
	for _, k := range session.Door.Knocks {
		if k.UserID == userID {
			return string(k.Role), true
		}
	}
	return "", false
}

// invited returns the invite with this token and its session.
func (a *API) invited(ctx context.Context, token string) (sessions.Invite, sessions.Session, error) {
	invite, session, err := a.config.Store.Invite(ctx, people.HashToken(token))
	if errors.Is(err, problem.NotFound) {
		err = sessions.ErrNoInvite
	}
	return invite, session, err
}

type acceptInviteInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200" doc:"What follows # in the link."`
		Name  string `json:"name,omitempty" doc:"The name the others see in this session; needed when nobody is signed in."`
	}
}

type entryJSON struct {
	SessionID string `json:"session_id"`
	Standing  string `json:"standing" enum:"seated,waiting" doc:"Whether you have a seat, or wait for the host to admit you."`
}

// AcceptInvite gives the caller a seat, or lets them knock. Nobody becomes a guest,
// with a login, so that their clips stay theirs.
func (a *API) AcceptInvite(ctx context.Context, in *acceptInviteInput) (*loginOutput[entryJSON], error) {
	invite, session, err := a.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	known := callerOf(ctx)
	user, err := a.joiner(known, in.Body.Name)
	if err != nil {
		return nil, err
	}
	now := a.config.Clock()
	// Asked before a login is made, so that an invite that opens nothing makes none.
	if err := session.Redeem(&invite, user, now); err != nil {
		return nil, err
	}
	var out loginOutput[entryJSON]
	var guest *people.User
	if known == nil {
		// The login comes before the seat: a use of the invite without one would be
		// lost to whoever has it.
		if out.SetCookie, err = a.logins.Begin(ctx, user); err != nil {
			return nil, err
		}
		guest = &user
	}
	session, err = a.config.Store.RedeemInvite(ctx, invite.TokenHash, guest, a.config.Quotas.MayMakeGuest, func(s *sessions.Session, i *sessions.Invite) error {
		return s.Redeem(i, user, now)
	})
	if err != nil {
		if guest != nil {
			err = errors.Join(err, a.logins.Undo(ctx))
		}
		return nil, fmt.Errorf("redeem invite %s: %w", invite.ID, err)
	}
	a.config.SessionChanged(ctx, session.ID)
	standing, err := session.Standing(user.ID)
	out.Body = entryJSON{SessionID: session.ID, Standing: string(standing)}
	return &out, err
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
