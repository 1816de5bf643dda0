package api

import (
	"context"
	"errors"
	"time"

	"practice/ids"
	"practice/people"
	"practice/problem"
)

type userJSON struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Guest     bool      `json:"guest" doc:"True for a user without credentials, known by this browser alone."`
	CreatedAt time.Time `json:"created_at"`
	// LoginEndsAt is only known of the caller.
	LoginEndsAt *time.Time `json:"login_ends_at,omitempty" doc:"When a guest's login ends, if it is not used before; nobody opens their clips after that, and 30 days later they are deleted."`
}

type userOutput struct{ Body userJSON }

func userBody(u people.User) userJSON {
	return userJSON{ID: u.ID, Name: u.Name, Guest: u.Guest, CreatedAt: wireTime(u.CreatedAt)}
}

// GetMe tells the caller who they are.
func (a *API) GetMe(ctx context.Context, _ *struct{}) (*userOutput, error) {
	return &userOutput{Body: a.callerBody(ctx, *callerOf(ctx))}, nil
}

// callerBody shows the caller themselves.
func (a *API) callerBody(ctx context.Context, user people.User) userJSON {
	out := userBody(user)
	if user.Guest {
		out.LoginEndsAt = instant(a.logins.EndsAt(ctx))
	}
	return out
}

type renameMeInput struct {
	Body struct {
		Name string `json:"name" doc:"The name the others should see."`
	}
}

// RenameMe changes the name that the caller goes by.
func (a *API) RenameMe(ctx context.Context, in *renameMeInput) (*userOutput, error) {
	name, err := people.CleanName(in.Body.Name)
	if err != nil {
		return nil, err
	}
	user := *callerOf(ctx)
	if err := a.config.Store.RenameUser(ctx, user.ID, name); err != nil {
		return nil, err
	}
	user.Name = name
	return &userOutput{Body: a.callerBody(ctx, user)}, nil
}

type signInInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" doc:"What follows #token= in the link."`
	}
}

type loginOutput[T any] struct {
	SetCookie string `header:"Set-Cookie"`
	Body      T
}

// SignIn uses a sign-in link up and signs the browser in. A guest who signs in
// keeps the library.
func (a *API) SignIn(ctx context.Context, in *signInInput) (*loginOutput[userJSON], error) {
	var guestID string
	if guest := callerOf(ctx); guest != nil && guest.Guest {
		guestID = guest.ID
	}
	user, err := people.SignIn(ctx, a.config.Store, people.HashToken(in.Body.Token), guestID, ids.New(), a.config.Clock())
	switch {
	case errors.Is(err, problem.NotFound):
		return nil, problem.Explain(err, "This sign-in link is unknown or was used already. Each works once; the command practice signin makes another.")
	case errors.Is(err, problem.Expired):
		return nil, problem.Explain(err, "This sign-in link has expired. The command practice signin makes another.")
	case err != nil:
		return nil, err
	}
	cookie, err := a.logins.Begin(ctx, user)
	if err != nil {
		return nil, err
	}
	return &loginOutput[userJSON]{SetCookie: cookie, Body: userBody(user)}, nil
}

type signOutOutput struct {
	SetCookie string `header:"Set-Cookie"`
	// ClearSiteData lets the browser forget what it keeps of the answers. Its copies
	// of recordings that were not sent yet are the page's to ask for, and cookies
	// would be those of the whole domain.
	ClearSiteData string `header:"Clear-Site-Data"`
}

// SignOut forgets the browser's login. What goes on by it ends first; a database that
// does not answer loses the login later.
func (a *API) SignOut(ctx context.Context, _ *struct{}) (*signOutOutput, error) {
	if c := credentialOf(ctx); c.Kind == people.Login {
		a.config.Live.SignOut(ctx, c)
	}
	return &signOutOutput{SetCookie: a.logins.Gone(), ClearSiteData: `"cache"`}, nil
}
