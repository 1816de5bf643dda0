package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"practice/cmd/practice/settings"
	"practice/database"
	"practice/people"
	"practice/problem"
)

// signInLinkFile is the file in the data folder that holds the newest link.
const signInLinkFile = "sign-in-link"

// signinCommand makes a link for the first user, or for somebody new.
type signinCommand struct {
	New string `help:"Make the link for a new user of this name, in place of the first user." placeholder:"NAME"`
}

// Run makes the link and prints it as the last line.
func (c *signinCommand) Run(ctx context.Context, config *settings.Config, io console) (err error) {
	db, err := openDatabase(ctx, config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	link := people.SignInLink{}
	if c.New != "" {
		if link.Name, err = people.CleanName(c.New); err != nil {
			return &usageError{fmt.Errorf("--new: %w", err)}
		}
	} else if link.UserID, err = firstUserID(ctx, db); err != nil {
		return err
	}
	addr, err := net.ResolveTCPAddr("tcp", config.Listen)
	if err != nil {
		return &usageError{fmt.Errorf("PRACTICE_LISTEN %q: %w", config.Listen, err)}
	}
	url, err := makeSignInLink(ctx, db, link, config.OpenAt(addr).String(), time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.out, "This link signs in once, within %d hours:\n%s\n", int(people.SignInLinkLifetime.Hours()), url)
	return err
}

// firstUserID returns the first user's ID; empty when there is no user yet.
func firstUserID(ctx context.Context, users people.Users) (string, error) {
	user, err := users.FirstUser(ctx)
	if errors.Is(err, problem.NotFound) {
		return "", nil
	}
	return user.ID, err
}

// makeSignInLink stores a new link and returns its URL. The token stands in
// the fragment, which browsers never send and servers never log.
func makeSignInLink(ctx context.Context, store people.Links, link people.SignInLink, publicURL string, now time.Time) (string, error) {
	token := rand.Text()
	link.TokenHash = people.HashToken(token)
	link.CreatedAt, link.ExpiresAt = now, now.Add(people.SignInLinkLifetime)
	if err := store.CreateSignInLink(ctx, link); err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", err)
	}
	return publicURL + "/sign-in#token=" + token, nil
}

// offerSignIn leaves a link for the first user when there is none yet, and
// says how to sign in. The link itself goes to a terminal only.
func offerSignIn(ctx context.Context, db *database.DB, config *settings.Config, publicURL string, out io.Writer, terminal bool) error {
	file := filepath.Join(config.Data, signInLinkFile)
	first, err := firstUserID(ctx, db)
	if err != nil {
		return err
	}
	if first != "" {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the used sign-in link: %w", err)
		}
		_, err := fmt.Fprintln(out, "  sign in   in the browser you used before, or make a new link: practice signin")
		return err
	}
	url, err := makeSignInLink(ctx, db, people.SignInLink{}, publicURL, time.Now())
	if err != nil {
		return err
	}
	if err := writePrivately(file, url+"\n"); err != nil {
		return err
	}
	if !terminal {
		url = "with the link in " + absolute(file)
	}
	_, err = fmt.Fprintln(out, "  sign in   "+url)
	return err
}
