package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"practice/cmd/practice/settings"
	"practice/database"
	"practice/ids"
	"practice/people"
	"practice/problem"
)

// tokenCommand manages API tokens, also while the server runs.
type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make an API token and print it as the last line. It is shown only once."`
	List   tokenListCommand   `cmd:"" help:"List the API tokens."`
	Revoke tokenRevokeCommand `cmd:"" help:"Revoke an API token; it stops working at once."`
}

type tokenCreateCommand struct {
	Name string `required:"" help:"What the token is for." placeholder:"NAME"`
}

// Run makes a token for the first user.
func (c *tokenCreateCommand) Run(ctx context.Context, config *settings.Config, io console) error {
	name, err := people.CleanName(c.Name)
	if err != nil {
		return &usageError{fmt.Errorf("--name: %w", err)}
	}
	return withDatabase(ctx, config, func(db *database.DB) error {
		user, err := userForToken(ctx, db)
		if err != nil {
			return err
		}
		secret := "practice_" + ids.New()
		token := people.APIToken{
			ID: ids.New()[:8], UserID: user.ID, Name: name,
			TokenHash: people.HashToken(secret), CreatedAt: time.Now(),
		}
		if err := db.CreateAPIToken(ctx, token); err != nil {
			return fmt.Errorf("make the token %q: %w", name, err)
		}
		_, err = fmt.Fprintf(io.out, "Token %s (%s) acts for %s. It is shown this once:\n%s\n", token.ID, name, user.Name, secret)
		return err
	})
}

// userForToken returns the first user and makes one where nobody has signed in
// yet, so that a server can be driven by programs alone.
func userForToken(ctx context.Context, db *database.DB) (people.User, error) {
	user, err := db.FirstUser(ctx)
	if !errors.Is(err, problem.NotFound) {
		return user, err
	}
	user = people.User{ID: ids.New(), Name: "Owner", CreatedAt: time.Now()}
	return user, db.CreateUser(ctx, user)
}

type tokenListCommand struct{}

// Run prints one line a token, oldest first.
func (c *tokenListCommand) Run(ctx context.Context, config *settings.Config, io console) error {
	return withDatabase(ctx, config, func(db *database.DB) error {
		tokens, err := db.APITokens(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		rows := []string{"ID\tNAME\tCREATED\tLAST USED"}
		for _, t := range tokens {
			used := "never"
			if !t.LastUsedAt.IsZero() {
				used = t.LastUsedAt.Local().Format(time.DateTime)
			}
			rows = append(rows, strings.Join([]string{t.ID, t.Name, t.CreatedAt.Local().Format(time.DateTime), used}, "\t"))
		}
		if _, err := fmt.Fprintln(table, strings.Join(rows, "\n")); err != nil {
			return err
		}
		return table.Flush()
	})
}

type tokenRevokeCommand struct {
	ID string `arg:"" help:"ID of the token, as list shows it."`
}

// Run revokes the token.
func (c *tokenRevokeCommand) Run(ctx context.Context, config *settings.Config, io console) error {
	return withDatabase(ctx, config, func(db *database.DB) error {
		if err := db.RevokeAPIToken(ctx, c.ID); err != nil {
			if errors.Is(err, problem.NotFound) {
				return &usageError{fmt.Errorf("there is no token %q; practice token list shows them", c.ID)}
			}
			return err
		}
		_, err := fmt.Fprintf(io.out, "Token %s is revoked.\n", c.ID)
		return err
	})
}

func withDatabase(ctx context.Context, config *settings.Config, do func(*database.DB) error) error {
	db, err := openDatabase(ctx, config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}
