package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"practice/database/gen"
	"practice/problem"
)

const (
	// lookEvery is how often it is looked whether the database is still the one
	// that was opened, lookWait how long that may take.
	lookEvery = 2 * time.Second
	lookWait  = 3 * time.Second
)

// errLost is what everybody hears whose request needs a database that is not
// there any more. What is wrong with it in detail is for the operator.
var errLost = problem.Unavailable.Say("the server’s database was removed or is another one, and its operator has to put it back. " +
	"What is being recorded is kept on the server’s disk meanwhile")

// guard sees to it that nobody works with a database that is not the one that was
// opened: one whose file was deleted or replaced under the program, or that is
// another one of the same name. SQLite would go on with a file that nobody
// can find any more, and everything written would be lost with the process.
type guard struct {
	engine engine
	log    *slog.Logger
	// file is SQLite's; empty for PostgreSQL. opened is what it was then.
	file   string
	opened fs.FileInfo
	// handle is everybody's; probe is for looking, over connections to SQLite's file that
	// know nothing of before.
	handle *sql.DB
	probe  *sql.DB
	// kept holds SQLite's file open, so that what is deleted can be rescued.
	kept *sql.Conn
	id   string

	// looking lets one look at a time; mu guards lost.
	looking sync.Mutex
	mu      sync.Mutex
	lost    error
	rescued bool
}

// guarded makes connections as long as the database is there.
type guarded struct {
	driver.Connector
	guard *guard
}

// Connect fails when the database is lost; a connection to SQLite's file also when
// another lies there since a moment ago.
func (c guarded) Connect(ctx context.Context) (driver.Conn, error) {
	if c.guard.whyLost() != nil || c.guard.changed() != nil {
		return nil, errLost
	}
	return c.Connector.Connect(ctx)
}

// arm begins to compare with the database as it is now.
func (g *guard) arm(ctx context.Context) (err error) {
	if g.id, err = gen.New(g.handle).GetInstallation(ctx); err != nil {
		return fmt.Errorf("read which database it is: %w", err)
	}
	if g.file == "" {
		return nil
	}
	if g.kept, err = g.handle.Conn(ctx); err != nil {
		return err
	}
	g.opened, err = os.Stat(g.file)
	return err
}

// run looks until ctx ends.
func (g *guard) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			// What does not answer is told by whoever asks for something.
			_ = g.look(ctx)
		}
	}
}

// look finds out whether the database is there and the one that was opened, and
// says what is wrong with it.
func (g *guard) look(ctx context.Context) error {
	g.looking.Lock()
	defer g.looking.Unlock()
	err := g.changed()
	if err == nil {
		err = g.ask(ctx)
	}
	var other *otherError
	was := g.whyLost()
	switch {
	case errors.As(err, &other):
		if was == nil {
			g.lose(ctx, err)
		}
	case err == nil && was != nil:
		g.find(ctx)
	}
	return err
}

// otherError says for the operator why the database is not the one that was opened.
type otherError struct{ words string }

func (e *otherError) Error() string { return e.words }

// ask reads over a fresh connection which database it is.
func (g *guard) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookWait)
	defer cancel()
	id, err := gen.New(g.probe).GetInstallation(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err != nil && g.engine.isOther(err):
		return &otherError{fmt.Sprintf("the database %s holds nothing of this installation any more (%v); put it back from a copy and start practice again", g.where(), err)}
	case err != nil:
		return fmt.Errorf("the database does not answer: %w", err)
	case id != g.id:
		return &otherError{fmt.Sprintf("the database %s is another one than practice was started with; put the right one back and start practice again", g.where())}
	}
	return nil
}

// changed says what became of SQLite's file; nil while it is the one that was opened.
func (g *guard) changed() error {
	if g.opened == nil {
		return nil
	}
	now, err := os.Stat(g.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &otherError{fmt.Sprintf("the database file %s was deleted or moved away; stop practice, put the file back and start it again", g.where())}
	case err != nil:
		return fmt.Errorf("look at the database file: %w", err)
	case !os.SameFile(now, g.opened):
		return &otherError{fmt.Sprintf("the database file %s was replaced by another while practice used it; stop practice, make sure that the right one lies there and start it again", g.where())}
	case now.Size() == 0:
		return &otherError{fmt.Sprintf("the database file %s was emptied while practice used it; stop practice, put the file back from a copy and start it again", g.where())}
	}
	return nil
}

func (g *guard) where() string {
	if g.file == "" {
		return "of PRACTICE_DATABASE_URL"
	}
	if path, err := filepath.Abs(g.file); err == nil {
		return path
	}
	return g.file
}

func (g *guard) whyLost() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.lost
}

func (g *guard) set(lost error) {
	g.mu.Lock()
	g.lost = lost
	g.mu.Unlock()
	idle := g.engine.connections
	if lost != nil {
		idle = -1 // none; those in use are closed when they are given back
	}
	g.handle.SetMaxIdleConns(idle)
}

// lose lets nobody work with the database from now on.
func (g *guard) lose(ctx context.Context, why error) {
	g.set(why)
	g.log.ErrorContext(ctx, "the database is gone; requests are refused, and recordings go on in the data folder", "err", why)
	if _, err := os.Stat(g.file); g.file != "" && errors.Is(err, fs.ErrNotExist) && !g.rescued {
		g.rescue(ctx)
	}
}

// find lets everybody work with the database again.
func (g *guard) find(ctx context.Context) {
	g.set(nil)
	g.log.InfoContext(ctx, "the database is back")
}

// rescue writes what the deleted file held, which is readable as long as this
// process has it open, into a file beside it.
func (g *guard) rescue(ctx context.Context) {
	path := fmt.Sprintf("%s%s%s", g.file, rescuedSuffix, time.Now().UTC().Format("20060102T150405Z"))
	err := createPrivately(path)
	if err == nil {
		_, err = g.kept.ExecContext(ctx, "VACUUM INTO $1", path)
	}
	if err != nil {
		g.log.ErrorContext(ctx, "what the deleted database held can't be rescued", "file", path, "err", err)
		return
	}
	g.rescued = true
	g.log.WarnContext(ctx, "what the deleted database held is rescued: stop practice, give this file the database's name, and start it again", "file", path)
}

// close lets go of the database, before its handle is closed.
func (g *guard) close() error {
	var err error
	if g.kept != nil {
		if err = g.kept.Close(); errors.Is(err, sql.ErrConnDone) { // closed before
			err = nil
		}
	}
	return errors.Join(err, g.probe.Close())
}
