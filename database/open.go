package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"practice/database/gen"
	"practice/ids"
	"practice/nodes"
	"practice/people"
	"practice/recordings"
	"practice/sessions"
)

// openTimeout bounds the wait for a server that does not answer.
const openTimeout = 10 * time.Second

// DB is an open database. It is a [people.Store], a [sessions.Store], a
// [recordings.Store] and a [nodes.Store], safe for concurrent use.
type DB struct {
	sql     *sql.DB
	queries *gen.Queries
	guard   *guard
	cleaner *cleaner
	// stop ends what runs beside the callers, and done waits for it.
	stop context.CancelFunc
	done sync.WaitGroup
}

var (
	_ people.Store     = (*DB)(nil)
	_ sessions.Store   = (*DB)(nil)
	_ recordings.Store = (*DB)(nil)
	_ nodes.Store      = (*DB)(nil)
)

// ErrEmpty: there is no database where one is expected: no file, or no tables.
var ErrEmpty = errors.New("the database is gone or empty")

// engine is what differs between SQLite and PostgreSQL.
type engine struct {
	// connect makes connections to the database. With create, an SQLite file that
	// is missing is made; without, it is [ErrEmpty].
	connect func(databaseURL string, create bool) (driver.Connector, error)
	// connections is how many there are at most, idle how long one waits for its
	// next use; zero for ever.
	connections int
	idle        time.Duration
	dialect     dialect
	// prepare changes what SQLite keeps in its file, once the file is known not
	// to be a newer program's; nil where there is nothing to do.
	prepare func(ctx context.Context, handle *sql.DB) error
	// explain says in one clause what is wrong with a database that does not
	// open, without its password.
	explain func(databaseURL string, err error) error
	// file is where the database lies; empty if only its server knows.
	file func(databaseURL string) string
	// isOther reports whether an answer shows that this is not a database of ours.
	isOther func(err error) bool
	// clean removes from the disk what was deleted, at most once in cleanRest; it is
	// called once in cleanEvery without a deletion, too, unless that is zero.
	clean                 func(ctx context.Context, handle *sql.DB) error
	cleanRest, cleanEvery time.Duration
}

// Open connects to the database at databaseURL, "sqlite:FILE" or
// "postgres://…", and brings its tables up to date; an empty one gets them. A
// database that a newer program has changed is refused and not touched. Close it
// after use.
func Open(ctx context.Context, databaseURL string, log *slog.Logger) (*DB, error) {
	return open(ctx, databaseURL, true, log)
}

// OpenExisting is Open for a database that is known to have been used: one that is
// gone or has no tables is [ErrEmpty], and nothing is made in its place.
func OpenExisting(ctx context.Context, databaseURL string, log *slog.Logger) (*DB, error) {
	return open(ctx, databaseURL, false, log)
}

func open(ctx context.Context, databaseURL string, create bool, log *slog.Logger) (*DB, error) {
	e, err := engineOf(databaseURL)
	if err != nil {
		return nil, err
	}
	connector, err := e.connect(databaseURL, create)
	if err != nil {
		return nil, e.explain(databaseURL, err)
	}
	g := &guard{engine: e, log: log, file: e.file(databaseURL), probe: sql.OpenDB(connector)}
	if g.file != "" {
		g.probe.SetMaxIdleConns(-1) // one that knew the file before would not read it anew
	}
	handle := sql.OpenDB(guarded{connector, g})
	handle.SetMaxOpenConns(e.connections)
	handle.SetMaxIdleConns(e.connections)
	handle.SetConnMaxIdleTime(e.idle)
	g.handle = handle
	db := &DB{sql: handle, queries: gen.New(handle), guard: g}
	if err := db.begin(ctx, create, log); err != nil {
		if !errors.Is(err, ErrNewer) {
			err = e.explain(databaseURL, err)
		}
		return nil, errors.Join(err, g.close(), handle.Close())
	}
	return db, nil
}

// begin brings the tables up to date, and starts what runs beside the callers.
func (db *DB) begin(ctx context.Context, create bool, log *slog.Logger) error {
	e := db.guard.engine
	if err := ping(ctx, db.sql); err != nil {
		return err
	}
	if err := migrate(ctx, db.sql, e, create, log); err != nil {
		return err
	}
	if err := db.queries.NameInstallation(ctx, ids.New()); err != nil {
		return fmt.Errorf("give the database its name: %w", err)
	}
	if err := db.guard.arm(ctx); err != nil {
		return err
	}
	db.cleaner = newCleaner(log, func(ctx context.Context) error { return e.clean(ctx, db.sql) }, e.cleanRest, e.cleanEvery)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	db.stop = stop
	db.done.Go(func() { db.guard.run(running) })
	db.done.Go(func() { db.cleaner.run(running) })
	return nil
}

// ID is the database's own name, which goes with its content into copies.
func (db *DB) ID() string { return db.guard.id }

// ping waits for the server at most [openTimeout]; migrations may take longer.
func ping(ctx context.Context, handle *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	return handle.PingContext(ctx)
}

func engineOf(databaseURL string) (engine, error) {
	scheme, _, found := strings.Cut(databaseURL, ":")
	switch {
	case found && scheme == "sqlite":
		return sqliteEngine(), nil
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return postgresEngine(), nil
	}
	if u, err := url.Parse(databaseURL); err == nil && u.Scheme != "" {
		return engine{}, fmt.Errorf("the database URL begins with %q; it must begin with postgres:// (PRACTICE_DATABASE_URL), or be left out for SQLite", u.Scheme+":")
	}
	return engine{}, errors.New("the database URL is not one; it must begin with postgres:// (PRACTICE_DATABASE_URL), or be left out for SQLite")
}

// Close ends every connection.
func (db *DB) Close() error {
	db.stop()
	db.done.Wait()
	if db.guard.whyLost() == nil {
		db.cleaner.finish()
	}
	if err := errors.Join(db.guard.close(), db.sql.Close()); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Ping reports whether the database answers and is the one that was opened.
func (db *DB) Ping(ctx context.Context) error { return db.guard.look(ctx) }

// transact runs do as one transaction. It is undone when do panics too: an
// open one would keep everybody else from writing.
func (db *DB) transact(ctx context.Context, do func(*gen.Queries) error) (err error) {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer func() {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("undo the transaction: %w", undo))
		}
	}()
	if err := do(db.queries.WithTx(tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
