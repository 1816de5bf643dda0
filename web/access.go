package web

import (
	"context"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// session returns the session with this ID if the caller may do action with
// it. It is the only way from an ID in a request to a session.
func (s *Server) session(ctx context.Context, action sessions.Action, id string) (sessions.Session, error) {
	user := callerOf(ctx)
	if user == nil {
		return sessions.Session{}, problem.Unauthenticated
	}
	session, err := s.config.Sessions.Session(ctx, id)
	if err != nil {
		return sessions.Session{}, err
	}
	if err := sessions.Authorize(user, action, session.Thing()); err != nil {
		return sessions.Session{}, err
	}
	return session, nil
}

// clip returns the clip with this ID if the caller may do action with it. It
// is the only way from an ID in a request to a clip.
func (s *Server) clip(ctx context.Context, action sessions.Action, id string) (recordings.Clip, error) {
	user := callerOf(ctx)
	if user == nil {
		return recordings.Clip{}, problem.Unauthenticated
	}
	clip, err := s.config.Clips.Clip(ctx, id)
	if err != nil {
		return recordings.Clip{}, err
	}
	if err := sessions.Authorize(user, action, sessions.Thing{Owner: clip.OwnerID}); err != nil {
		return recordings.Clip{}, err
	}
	return clip, nil
}
