package api

import (
	"context"
	"errors"
	"time"

	"practice/access"
	"practice/problem"
	"practice/sessions"
)

type stopInput struct {
	ID   string `path:"id"`
	AtMS int64  `query:"at_ms" minimum:"0" doc:"When the one who is recorded said so, on the server's clock in Unix milliseconds, if that was before this request: the recording ends there."`
}

// EndSession ends a session for everybody.
func (a *API) EndSession(ctx context.Context, in *stopInput) (*struct{}, error) {
	return a.stop(ctx, in, (*sessions.Session).End)
}

// LeaveSession gives the caller's seat up, or ends the session, as
// [sessions.Session.Leave] says.
func (a *API) LeaveSession(ctx context.Context, in *stopInput) (*struct{}, error) {
	return a.stop(ctx, in, (*sessions.Session).Leave)
}

// WithdrawConsent takes the caller's consent to the recording back.
func (a *API) WithdrawConsent(ctx context.Context, in *stopInput) (*struct{}, error) {
	return a.stop(ctx, in, (*sessions.Session).Withdraw)
}

// stop carries out what the caller, who needs a seat, says to stop a recording.
func (a *API) stop(ctx context.Context, in *stopInput, do func(s *sessions.Session, userID string, now time.Time) error) (*struct{}, error) {
	userID, now := callerOf(ctx).ID, a.config.Clock().Truncate(time.Millisecond)
	var said time.Time
	if in.AtMS > 0 {
		said = time.UnixMilli(in.AtMS).UTC()
	}
	rule := func(s *sessions.Session) error { return do(s, userID, s.SaidAt(userID, said, now)) }
	if here, err := a.config.Live.Decide(in.ID, rule); here {
		if errors.Is(err, problem.NotFound) { // a stranger hears of a session that there is what they hear of none
			return nil, problem.NotFound
		}
		return nil, err
	}
	if _, err := a.session(ctx, access.AttendSession, in.ID); err != nil {
		return nil, err
	}
	return nil, a.keep(ctx, in.ID, rule)
}

// decide carries out what may stop a recording: in the session's room, which waits for
// nothing, or in the database where this server has no room for it.
func (a *API) decide(ctx context.Context, id string, rule func(*sessions.Session) error) error {
	if here, err := a.config.Live.Decide(id, rule); here {
		return err
	}
	return a.keep(ctx, id, rule)
}

// keep changes a session in the database and tells of it.
func (a *API) keep(ctx context.Context, id string, rule func(*sessions.Session) error) error {
	if _, err := a.config.Store.UpdateSession(ctx, id, rule); err != nil {
		return err
	}
	a.config.SessionChanged(ctx, id)
	return nil
}
