package api

import (
	"context"
	"time"

	"practice/people"
)

type userJSON struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Guest     bool      `json:"guest" doc:"True for a user without credentials, known by this browser alone."`
	CreatedAt time.Time `json:"created_at"`
}

type userOutput struct{ Body userJSON }

func userBody(u people.User) userJSON {
	return userJSON{ID: u.ID, Name: u.Name, Guest: u.Guest, CreatedAt: wireTime(u.CreatedAt)}
}

// GetMe tells the caller who they are.
func (a *API) GetMe(ctx context.Context, _ *struct{}) (*userOutput, error) {
	return &userOutput{Body: userBody(*callerOf(ctx))}, nil
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
	return &userOutput{Body: userBody(user)}, nil
}
