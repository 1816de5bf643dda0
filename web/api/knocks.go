package api

import (
	"context"

	"practice/access"
	"practice/sessions"
)

type knockJSON struct {
	Standing string `json:"standing" enum:"seated,waiting,refused,removed,over" doc:"seated: go in. waiting: the host has not decided. refused: the host has. removed: you were in and the host has taken you out. over: the session ended before you were let in."`
	Host     string `json:"host,omitempty" doc:"The host's name, while you wait or are in."`
}

type knockOutput struct{ Body knockJSON }

// GetKnock tells somebody who knocked where they stand, and nothing else of the
// session.
func (a *API) GetKnock(ctx context.Context, in *sessionInput) (*knockOutput, error) {
	session, err := a.session(ctx, access.KnockAtSession, in.ID)
	if err != nil {
		return nil, err
	}
	standing, err := session.Standing(callerOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := knockJSON{Standing: string(standing)}
	if standing == sessions.Waiting || standing == sessions.Seated {
		out.Host = hostOf(&session)
	}
	return &knockOutput{Body: out}, nil
}

// EndKnock is what somebody does who does not want to wait any longer.
func (a *API) EndKnock(ctx context.Context, in *sessionInput) (*struct{}, error) {
	if _, err := a.session(ctx, access.KnockAtSession, in.ID); err != nil {
		return nil, err
	}
	userID := callerOf(ctx).ID
	if _, err := a.config.Store.UpdateSession(ctx, in.ID, func(s *sessions.Session) error { return s.GoAway(userID) }); err != nil {
		return nil, err
	}
	a.config.SessionChanged(ctx, in.ID)
	return &struct{}{}, nil
}
