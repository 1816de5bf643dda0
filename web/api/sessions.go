package api

import (
	"context"
	"fmt"
	"time"

	"practice/access"
	"practice/ids"
	"practice/problem"
	"practice/sessions"
	"practice/sessions/shown"
)

type participantJSON struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role" enum:"candidate,interviewer,observer"`
	Consented bool   `json:"consented" doc:"Has agreed to the recording of the candidate."`
	Owner     bool   `json:"owner" doc:"Created the session."`
}

type sessionJSON struct {
	ID           string            `json:"id"`
	Kind         string            `json:"kind" enum:"solo,paired"`
	State        string            `json:"state" enum:"lobby,running,ended"`
	Format       shown.FormatRef   `json:"format"`
	Leg          int               `json:"leg" doc:"The assignment of roles that holds now, from 0."`
	Questions    []shown.Question  `json:"questions" nullable:"false" doc:"One for each leg, as you may see them now; what you may not see is empty."`
	Participants []participantJSON `json:"participants" nullable:"false"`
	CreatedAt    time.Time         `json:"created_at"`
	StartedAt    *time.Time        `json:"started_at,omitempty" doc:"Position 0; while the countdown runs it is in the future."`
	EndedAt      *time.Time        `json:"ended_at,omitempty"`
	EndReason    string            `json:"end_reason,omitempty"`
	ClipIDs      []string          `json:"clip_ids" nullable:"false" doc:"Your own clips of the session, by leg."`
}

type sessionOutput struct{ Body sessionJSON }

// sessionBody shows the session as the user may see it.
func sessionBody(session sessions.Session, userID string, clipIDs []string) sessionJSON {
	out := sessionJSON{
		ID: session.ID, Kind: string(session.Kind), State: string(session.State()), Leg: session.Leg,
		Format:    shown.FormatRefOf(session.Format),
		Questions: shown.QuestionsOf(session.QuestionsFor(userID)), Participants: []participantJSON{},
		CreatedAt: wireTime(session.CreatedAt), StartedAt: instant(session.Clock.StartedAt()), EndedAt: instant(session.EndedAt),
		EndReason: string(session.EndReason), ClipIDs: append([]string{}, clipIDs...),
	}
	for _, p := range session.Participants {
		out.Participants = append(out.Participants, participantJSON{
			ID: p.UserID, Name: p.Name, Role: string(p.Role), Consented: p.Consented(), Owner: p.UserID == session.OwnerID,
		})
	}
	return out
}

// instant returns nil for an instant that has not come.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = wireTime(t)
	return &t
}

// wireTime writes an instant the same before and after the database, which
// keeps milliseconds.
func wireTime(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

type createSessionInput struct {
	Body struct {
		Kind      string               `json:"kind" enum:"solo,paired"`
		Format    string               `json:"format" doc:"The format's ID."`
		Role      string               `json:"role" enum:"candidate,interviewer" doc:"Your role in the first leg; alone, candidate."`
		Questions []questionChoiceJSON `json:"questions" nullable:"false" doc:"One for each leg of the format."`
	}
}

type questionChoiceJSON struct {
	ID     string `json:"id,omitempty" doc:"A question of the bank, or ..."`
	Prompt string `json:"prompt,omitempty" doc:"... one that you type."`
}

type createSessionOutput struct {
	Location string `header:"Location"`
	Body     sessionJSON
}

// CreateSession makes a session in the lobby, with a seat for the caller.
func (a *API) CreateSession(ctx context.Context, in *createSessionInput) (*createSessionOutput, error) {
	if err := access.Authorize(callerOf(ctx), access.MakeSession, access.Thing{}); err != nil {
		return nil, err
	}
	format, err := sessions.FormatByID(in.Body.Format)
	if err != nil {
		return nil, err
	}
	draft := sessions.Draft{Kind: sessions.Kind(in.Body.Kind), Format: format, Role: sessions.Role(in.Body.Role)}
	for _, choice := range in.Body.Questions {
		q, err := a.chosenQuestion(choice)
		if err != nil {
			return nil, err
		}
		draft.Questions = append(draft.Questions, q)
	}
	user := *callerOf(ctx)
	session, err := sessions.NewSession(ids.New(), user, draft, a.config.Clock())
	if err != nil {
		return nil, err
	}
	if err := a.config.Store.CreateSession(ctx, session, a.config.Quotas.MayOpenRoom); err != nil {
		return nil, fmt.Errorf("create session %s: %w", session.ID, err)
	}
	return &createSessionOutput{
		Location: Prefix + "/sessions/" + session.ID,
		Body:     sessionBody(session, user.ID, nil),
	}, nil
}

func (a *API) chosenQuestion(choice questionChoiceJSON) (sessions.Question, error) {
	switch {
	case choice.ID != "" && choice.Prompt != "":
		return sessions.Question{}, problem.OnField("questions", "have one with both an id and a prompt; give either")
	case choice.ID != "":
		return a.bankQuestion(choice.ID)
	}
	return sessions.TypedQuestion(choice.Prompt)
}

type listSessionsInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many sessions a page has at most."`
	After string `query:"after" maxLength:"200" doc:"The next of the page before, as it came; leave it out for the first page."`
}

type sessionsOutput struct {
	Body struct {
		Sessions []sessionJSON `json:"sessions" nullable:"false"`
		Next     string        `json:"next,omitempty" doc:"Ask with after for the page that follows; absent on the last one."`
	}
}

// ListSessions lists the caller's sessions in pages, newest first.
func (a *API) ListSessions(ctx context.Context, in *listSessionsInput) (*sessionsOutput, error) {
	after, err := placeIn(in.After)
	if err != nil {
		return nil, err
	}
	user := callerOf(ctx)
	list, err := a.config.Store.SessionsOf(ctx, user.ID, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	var out sessionsOutput
	list, out.Body.Next = pageOf(list, in.Limit, func(s sessions.Session) (time.Time, string) { return s.CreatedAt, s.ID })
	clipIDs, err := a.config.Store.ClipsOfSessions(ctx, user.ID, list)
	if err != nil {
		return nil, err
	}
	out.Body.Sessions = []sessionJSON{}
	for _, session := range list {
		out.Body.Sessions = append(out.Body.Sessions, sessionBody(session, user.ID, clipIDs[session.ID]))
	}
	return &out, nil
}

type sessionInput struct {
	ID string `path:"id"`
}

// GetSession shows a session to whoever has a seat in it.
func (a *API) GetSession(ctx context.Context, in *sessionInput) (*sessionOutput, error) {
	session, err := a.session(ctx, access.AttendSession, in.ID)
	if err != nil {
		return nil, err
	}
	userID := callerOf(ctx).ID
	ids, err := a.ownClips(ctx, session.ID, userID)
	if err != nil {
		return nil, err
	}
	return &sessionOutput{Body: sessionBody(session, userID, ids)}, nil
}

// ownClips returns the IDs of the session's clips that the user may know of.
func (a *API) ownClips(ctx context.Context, sessionID, userID string) ([]string, error) {
	clips, err := a.config.Store.ClipsOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range clips {
		if c.OwnerID == userID {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}
