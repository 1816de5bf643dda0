package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/mattn/go-isatty"

	"practice/cmd/practice/settings"
)

// serveCommand is what practice does without a command.
type serveCommand struct{}

// Run serves until ctx ends, and then finishes what is running within the
// grace.
func (c *serveCommand) Run(ctx context.Context, config *settings.Config, io console) (err error) {
	log := newLogger(config, io.err)
	s, err := start(ctx, config, log)
	if err != nil {
		return err
	}
	defer func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), config.StopGrace)
		defer cancel()
		err = errors.Join(err, s.stop(grace))
	}()
	if err := announce(ctx, s, config, io); err != nil {
		return err
	}
	return s.serve(ctx)
}

// announce prints where to open the page, how to sign in, and where data is.
func announce(ctx context.Context, s *server, config *settings.Config, io console) error {
	if _, err := fmt.Fprintf(io.out, "Practice is ready.\n  open      %s\n", s.publicURL); err != nil {
		return err
	}
	file, isFile := io.out.(*os.File)
	terminal := isFile && isatty.IsTerminal(file.Fd())
	if err := offerSignIn(ctx, s.db, config, s.publicURL.String(), io.out, terminal); err != nil {
		return err
	}
	if s.operations != "" {
		if _, err := fmt.Fprintf(io.out, "  metrics   http://%s/metrics\n", s.operations); err != nil {
			return err
		}
	}
	kept := "clips in " + s.blobs.String()
	_, err := fmt.Fprintf(io.out, "  data      %s (%s)\n  voices    UDP and TCP port %d\n", describeData(config), kept, s.network.Port())
	return err
}

// describeData names the data folder and the database, without secrets.
func describeData(config *settings.Config) string {
	folder := absolute(config.Data)
	if config.DatabaseURL == "" {
		return folder
	}
	u, err := url.Parse(config.DatabaseURL)
	if err != nil {
		return folder
	}
	return folder + ", PostgreSQL at " + u.Host
}
