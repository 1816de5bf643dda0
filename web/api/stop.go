package api

import (
	"context"
	"time"

	"practice/access"
	"practice/sessions"
)

// EndSession ends a session for everybody.
func (a *API) EndSession(ctx context.Context, in *sessionInput) (*struct{}, error) {
	return a.stop(ctx, in.ID, (*sessions.Session).End)
}

// LeaveSession gives the caller's seat up, or ends the session, as
// [sessions.Session.Leave] says.
func (a *API) LeaveSession(ctx context.Context, in *sessionInput) (*struct{}, error) {
	return a.stop(ctx, in.ID, (*sessions.Session).Leave)
}

// WithdrawConsent takes the caller's consent to the recording back.
func (a *API) WithdrawConsent(ctx context.Context, in *sessionInput) (*struct{}, error) {
	return a.stop(ctx, in.ID, (*sessions.Session).Withdraw)
}

// stop carries out what the caller, who needs a seat, says to stop a recording.
func (a *API) stop(ctx context.Context, id string, do func(s *sessions.Session, userID string, now time.Time) error) (*struct{}, error) {
	userID, now := callerOf(ctx).ID, a.config.Clock().Truncate(time.Millisecond)
	rule := func(s *sessions.Session) error { return do(s, userID, now) }
	if here, err := a.config.Live.Decide(id, rule); here {
		return nil, err
	}
	if _, err := a.session(ctx, access.AttendSession, id); err != nil {
		return nil, err
	}
	return nil, a.keep(ctx, id, rule)
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
