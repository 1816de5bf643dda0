package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"practice/access"
	"practice/cursor"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

type deletedSessionJSON struct {
	ID      string `json:"id"`
	Deleted bool   `json:"deleted"`
	Clips   int    `json:"clips" doc:"How many clips of yours went with it. Those of others stay theirs."`
	Store   string `json:"store" doc:"Where the clips are removed from as well."`
}

type deletedSessionOutput struct{ Body deletedSessionJSON }

// DeleteSession deletes a session that the caller hosts. One that goes on ends
// first, so that nobody is recorded for what is gone and others keep their clips.
func (a *API) DeleteSession(ctx context.Context, in *sessionInput) (*deletedSessionOutput, error) {
	session, err := a.session(ctx, access.DeleteSession, in.ID)
	if err != nil {
		return nil, err
	}
	release, err := a.config.Dissolve(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("end session %s before it is deleted: %w", session.ID, err)
	}
	defer release()
	clips, err := a.config.Store.DeleteSession(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	a.config.SessionChanged(ctx, session.ID)
	a.bury(ctx)
	return &deletedSessionOutput{Body: deletedSessionJSON{ID: session.ID, Deleted: true, Clips: clips, Store: a.config.StoreName}}, nil
}

// bury begins to remove the sound of what is deleted. Where that fails it is begun
// again soon, and at the next start: nobody who deleted something needs to wait.
func (a *API) bury(ctx context.Context) {
	if err := a.config.Archive.BuryDeleted(ctx); err != nil {
		a.config.Log.WarnContext(ctx, "what was deleted is not removed from the store yet", "err", err)
	}
}

type deletedMeOutput struct {
	SetCookie string `header:"Set-Cookie"`
}

// errTokenDeletes: a program that records has no reason to delete its owner.
var errTokenDeletes = problem.Forbidden.Say("an API token can’t delete an account. Sign in with a browser for that")

// DeleteMe deletes the caller with everything that is theirs: logins, tokens,
// clips, the sessions that they host, and their name in those of others.
func (a *API) DeleteMe(ctx context.Context, _ *struct{}) (*deletedMeOutput, error) {
	credential := credentialOf(ctx)
	if credential.Kind != people.Login {
		return nil, errTokenDeletes
	}
	user := *callerOf(ctx)
	releases, err := a.partWith(ctx, user.ID)
	defer func() {
		for _, release := range releases {
			release()
		}
	}()
	if err != nil {
		return nil, err
	}
	seats, err := a.config.Store.DeleteUser(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range seats {
		a.config.SessionChanged(ctx, id)
	}
	a.config.Log.InfoContext(ctx, "user deleted", "user", user.ID)
	a.bury(ctx)
	a.config.Live.CutOff(user.ID)
	a.config.Live.SignOut(ctx, credential)
	return &deletedMeOutput{SetCookie: a.logins.Gone()}, nil
}

// partWith ends what goes on of the user's sessions. Those that they host stay
// claimed until they are released.
func (a *API) partWith(ctx context.Context, userID string) (releases []func(), err error) {
	const atOnce = 100
	for after, more := (cursor.Cursor{}), true; more; {
		list, err := a.config.Store.SessionsOf(ctx, userID, after, atOnce)
		if err != nil {
			return releases, err
		}
		for _, s := range list {
			after = cursor.Cursor{At: s.CreatedAt, ID: s.ID}
			if s.State() == sessions.Ended {
				continue
			}
			if s.OwnerID != userID {
				if err := a.leaveTo(ctx, s.ID, userID); err != nil {
					return releases, err
				}
				continue
			}
			release, err := a.config.Dissolve(ctx, s)
			if err != nil {
				return releases, fmt.Errorf("end session %s before its host is deleted: %w", s.ID, err)
			}
			releases = append(releases, release)
		}
		more = len(list) == atOnce
	}
	return releases, nil
}

// leaveTo takes the user out of a session of somebody else's: it ends when the user
// is one of the two who speak in it.
func (a *API) leaveTo(ctx context.Context, id, userID string) error {
	now := a.config.Clock().Truncate(time.Millisecond)
	err := a.decide(ctx, id, func(s *sessions.Session) error { return s.Leave(userID, now) })
	if errors.Is(err, problem.NotFound) || errors.Is(err, problem.Conflict) {
		return nil // it ended, or the user left it, since it was read
	}
	return err
}
