package api

import (
	"context"
	"fmt"
	"time"

	"practice/access"
	"practice/ids"
	"practice/people"
	"practice/sessions"
)

type inviteJSON struct {
	ID        string    `json:"id" doc:"Names the invite to its host; it opens nothing."`
	URL       string    `json:"url,omitempty" doc:"The link to send. It is shown once, when the invite is made. The token is its fragment, which no browser sends to a server."`
	Role      string    `json:"role" enum:",candidate,interviewer,observer" doc:"What it lets people in as. Of candidate and interviewer it gives the one that is free; empty is an invite of an older server, for whoever is missing."`
	Knock     bool      `json:"knock" doc:"The host admits who comes by it."`
	Uses      int       `json:"uses" doc:"How many people it lets in or knock."`
	Used      int       `json:"used" doc:"How many people have used it."`
	Open      bool      `json:"open" doc:"It still lets somebody else in: it is neither used, revoked nor past its time."`
	Revoked   bool      `json:"revoked"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

func inviteBody(i sessions.Invite, now time.Time) inviteJSON {
	return inviteJSON{
		ID: i.ID, Role: string(i.Role), Knock: i.Knock, Uses: i.MaxUses, Used: len(i.UsedBy), Open: i.Open(now), Revoked: !i.RevokedAt.IsZero(),
		CreatedAt: wireTime(i.CreatedAt), ExpiresAt: wireTime(i.ExpiresAt),
	}
}

type createInviteInput struct {
	ID   string `path:"id"`
	Body *struct {
		Role       string `json:"role,omitempty" enum:"candidate,interviewer,observer" doc:"Left out: the one of candidate and interviewer that is free, or observer."`
		Uses       int    `json:"uses,omitempty" minimum:"1" maximum:"20" doc:"How many people it lets in; left out: 1, of observers as many as there are seats."`
		LifetimeMS int64  `json:"lifetime_ms,omitempty" minimum:"1" maximum:"604800000" doc:"For how long; left out: 24 hours."`
		Knock      *bool  `json:"knock,omitempty" doc:"Whether the host admits who comes; left out: observers only."`
	}
}

type inviteOutput struct{ Body inviteJSON }

// CreateInvite makes a link that opens the session. Only the hash of its token
// is kept.
func (a *API) CreateInvite(ctx context.Context, in *createInviteInput) (*inviteOutput, error) {
	if _, err := a.session(ctx, access.InviteToSession, in.ID); err != nil {
		return nil, err
	}
	token, now, host := ids.New(), a.config.Clock(), callerOf(ctx).ID
	draft := sessions.InviteDraft{ID: ids.New(), TokenHash: people.HashToken(token)}
	if b := in.Body; b != nil {
		draft.Role, draft.MaxUses, draft.Lifetime, draft.Knock = sessions.Role(b.Role), b.Uses, time.Duration(b.LifetimeMS)*time.Millisecond, b.Knock
	}
	invite, err := a.config.Store.CreateInvite(ctx, in.ID, func(s *sessions.Session, others []sessions.Invite) (sessions.Invite, error) {
		return s.NewInvite(host, draft, others, now)
	})
	if err != nil {
		return nil, fmt.Errorf("invite to session %s: %w", in.ID, err)
	}
	out := inviteBody(invite, now)
	link := a.config.PublicURL.JoinPath("join")
	link.Fragment = token
	out.URL = link.String()
	return &inviteOutput{Body: out}, nil
}

type invitesOutput struct {
	Body struct {
		Invites []inviteJSON `json:"invites" nullable:"false"`
	}
}

// ListInvites shows the session's host the invites that there are.
func (a *API) ListInvites(ctx context.Context, in *sessionInput) (*invitesOutput, error) {
	if _, err := a.session(ctx, access.InviteToSession, in.ID); err != nil {
		return nil, err
	}
	invites, err := a.config.Store.InvitesOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out invitesOutput
	out.Body.Invites = []inviteJSON{}
	for _, i := range invites {
		out.Body.Invites = append(out.Body.Invites, inviteBody(i, a.config.Clock()))
	}
	return &out, nil
}

type revokeInviteInput struct {
	ID     string `path:"id"`
	Invite string `path:"invite" doc:"The invite's ID."`
}

// RevokeInvite withdraws an invite. Who came by it stays.
func (a *API) RevokeInvite(ctx context.Context, in *revokeInviteInput) (*struct{}, error) {
	if _, err := a.session(ctx, access.InviteToSession, in.ID); err != nil {
		return nil, err
	}
	return nil, a.config.Store.RevokeInvite(ctx, in.ID, in.Invite, a.config.Clock())
}
