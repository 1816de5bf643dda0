package database

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer: a newer program has changed the database.
var ErrNewer = errors.New("the database is newer than this program")

type dialect = goose.Dialect

const (
	dialectSQLite   dialect = goose.DialectSQLite3
	dialectPostgres dialect = goose.DialectPostgres
)

// lockAttempts bounds how long PostgreSQL's migrations wait for those of
// another program, one attempt a second.
const lockAttempts = 300

// overwriting is the version from which on SQLite overwrites what is deleted.
const overwriting = 8

// migrate brings the tables up to date. It looks at the version before it
// writes anything: an empty database gets tables only with create.
func migrate(ctx context.Context, handle *sql.DB, e engine, create bool, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	options := []goose.ProviderOption{goose.WithSlog(log), goose.WithVerbose(false), goose.WithGoMigrations(migrateCodes(), clipCodes(log), clipSizes())}
	if e.dialect == dialectPostgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, lockAttempts))
		if err != nil {
			return fmt.Errorf("prepare the migrations' lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(e.dialect, handle, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	version, err := currentVersion(ctx, handle, e.dialect)
	if err != nil {
		return err
	}
	if version > newest {
		return fmt.Errorf("%w: it has version %d, this program knows %d; run the newer program, or restore the copy made before the upgrade", ErrNewer, version, newest)
	}
	if version == 0 && !create {
		return ErrEmpty
	}
	if e.prepare != nil {
		if err := e.prepare(ctx, handle); err != nil {
			return err
		}
	}
	if e.dialect == dialectSQLite && version > 0 && version < overwriting {
		// Once, since older programs left what was deleted in the file.
		if _, err := handle.ExecContext(ctx, "VACUUM"); err != nil {
			return fmt.Errorf("overwrite what was deleted: %w", err)
		}
	}
	for version < newest {
		results, err := provider.Up(ctx)
		for _, r := range results {
			log.InfoContext(ctx, "database migrated", "version", r.Source.Version, "took", r.Duration)
		}
		if err == nil {
			return nil
		}
		// SQLite has no lock to hold over several transactions: another program
		// may have run the same migration just before. Then the version has
		// moved, and what is left is tried again.
		before := version
		if version, _ = currentVersion(ctx, handle, e.dialect); version <= before {
			return fmt.Errorf("bring the tables up to date: %w", err)
		}
	}
	return nil
}

// currentVersion reads the version without making goose's table, which the
// provider would: a database that is refused must stay as it is.
func currentVersion(ctx context.Context, handle *sql.DB, d dialect) (int64, error) {
	tables := "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'"
	if d == dialectSQLite {
		tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	}
	var count int
	if err := handle.QueryRowContext(ctx, tables).Scan(&count); err != nil || count == 0 {
		return 0, err
	}
	var version sql.NullInt64
	err := handle.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version.Int64, err
}
