package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"practice/database/gen"
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
}

var (
	_ people.Store     = (*DB)(nil)
	_ sessions.Store   = (*DB)(nil)
	_ recordings.Store = (*DB)(nil)
	_ nodes.Store      = (*DB)(nil)
)

// engine is what differs between SQLite and PostgreSQL.
type engine struct {
	open    func(databaseURL string) (*sql.DB, error)
	dialect dialect
	// prepare changes what SQLite keeps in its file, once the file is known not
	// to be a newer program's; nil where there is nothing to do.
	prepare func(ctx context.Context, handle *sql.DB) error
	// explain says in one clause what is wrong with a database that does not
	// open, without its password.
	explain func(databaseURL string, err error) error
}

// Open connects to the database at databaseURL, "sqlite:FILE" or
// "postgres://…", and brings its tables up to date. A database that a newer
// program has changed is refused and not touched. Close it after use.
func Open(ctx context.Context, databaseURL string, log *slog.Logger) (*DB, error) {
	e, err := engineOf(databaseURL)
	if err != nil {
		return nil, err
	}
	handle, err := e.open(databaseURL)
	if err != nil {
		return nil, e.explain(databaseURL, err)
	}
	if err := ping(ctx, handle); err != nil {
		return nil, errors.Join(e.explain(databaseURL, err), handle.Close())
	}
	if err := migrate(ctx, handle, e, log); err != nil {
		if !errors.Is(err, ErrNewer) {
			err = e.explain(databaseURL, err)
		}
		return nil, errors.Join(err, handle.Close())
	}
	return &DB{sql: handle, queries: gen.New(handle)}, nil
}

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
	if err := db.sql.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	if err := db.sql.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

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
