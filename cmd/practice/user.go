package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"practice/cmd/practice/settings"
	"practice/database"
	"practice/problem"
)

// userCommand is for an operator whom somebody asks to be deleted, also while the
// server runs.
type userCommand struct {
	List   userListCommand   `cmd:"" help:"List the users and guests."`
	Delete userDeleteCommand `cmd:"" help:"Delete a user with their clips, the sessions that they host and their name. There is no way back."`
}

type userListCommand struct{}

// Run prints one line a user, oldest first.
func (c *userListCommand) Run(ctx context.Context, config *settings.Config, io console) error {
	return withDatabase(ctx, config, func(db *database.DB) error {
		users, err := db.Users(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		rows := []string{"ID\tNAME\tKIND\tCREATED"}
		for _, u := range users {
			kind := "member"
			if u.Guest {
				kind = "guest"
			}
			rows = append(rows, strings.Join([]string{u.ID, u.Name, kind, u.CreatedAt.Local().Format(time.DateTime)}, "\t"))
		}
		if _, err := fmt.Fprintln(table, strings.Join(rows, "\n")); err != nil {
			return err
		}
		return table.Flush()
	})
}

type userDeleteCommand struct {
	ID string `arg:"" help:"ID of the user, as list shows it."`
}

// Run deletes the user. The server removes the recordings within seconds, or when it
// starts.
func (c *userDeleteCommand) Run(ctx context.Context, config *settings.Config, io console) error {
	return withDatabase(ctx, config, func(db *database.DB) error {
		if _, err := db.DeleteUser(ctx, c.ID); err != nil {
			if errors.Is(err, problem.NotFound) {
				return &usageError{fmt.Errorf("there is no user %q; practice user list shows them", c.ID)}
			}
			return err
		}
		_, err := fmt.Fprintf(io.out, "User %s is deleted. A running server removes the recordings now, another one when it starts.\n", c.ID)
		return err
	})
}
