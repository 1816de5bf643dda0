// Command practice serves mock interviews and keeps their recordings.
//
// "practice" serves; "practice signin" and "practice token" work beside a
// running server. "practice --help" lists every flag with its variable.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"practice/cmd/practice/settings"
)

// Exit statuses.
const (
	exitFailure = 1 // it could not run, or stopped in error
	exitUsage   = 2 // a flag, variable or command is wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once: after the first, the default
	// handling is restored.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// cli is the grammar of the command line.
type cli struct {
	settings.Config

	Serve  serveCommand  `cmd:"" default:"1" help:"Serve (this is what happens without a command)."`
	Signin signinCommand `cmd:"" help:"Make a sign-in link."`
	Token  tokenCommand  `cmd:"" help:"Create, list and revoke API tokens."`
	User   userCommand   `cmd:"" help:"List and delete users."`
}

// console is what a command writes to.
type console struct {
	out io.Writer // results
	err io.Writer // log and complaints
}

// run parses args and carries the command out; it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var grammar cli
	status := -1
	parser, err := kong.New(&grammar,
		kong.Name("practice"),
		kong.Description("Practice is a server for rehearsing technical interviews aloud. Without a command it serves; see the flags. "+
			"Secrets are set by variables alone, or by files that variables with _FILE at their end name: "+
			"PRACTICE_DATABASE_URL, PRACTICE_S3_ACCESS_KEY, PRACTICE_S3_SECRET_KEY."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(helpOf),
	)
	if err != nil {
		return complain(stderr, exitFailure, err)
	}
	if err := grammar.ReadSecrets(); err != nil {
		return complain(stderr, exitUsage, err)
	}
	command, err := parser.Parse(args)
	if status >= 0 { // --help was answered
		return status
	}
	if err != nil {
		return complain(stderr, exitUsage, fmt.Errorf("%w (see practice --help)", err))
	}
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&grammar.Config, console{stdout, stderr}); err != nil {
		var usage *usageError
		if errors.As(err, &usage) {
			return complain(stderr, exitUsage, err)
		}
		return complain(stderr, exitFailure, err)
	}
	return 0
}

// helpOf is a flag's help: what it means, its variable and its default.
func helpOf(value *kong.Value) string {
	help := kong.DefaultHelpValueFormatter(value)
	if value.HasDefault {
		help += " Default: " + value.Default + "."
	}
	return help
}

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func complain(w io.Writer, status int, err error) int {
	fmt.Fprintf(w, "practice: %v\n", err) //nolint:errcheck // there is nowhere left to complain
	return status
}
