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

// migrate brings the tables up to date. It looks at the version before it
// writes anything.
func migrate(ctx context.Context, handle *sql.DB, d dialect, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	provider, err := goose.NewProvider(d, handle, files, goose.WithSlog(log), goose.WithVerbose(false))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	version, err := currentVersion(ctx, handle, d)
	if err != nil {
		return err
	}
	if version > newest {
		return fmt.Errorf("%w: it has version %d, this program knows %d; run the newer program, or restore the copy made before the upgrade", ErrNewer, version, newest)
	}
	if version == newest {
		return nil
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("bring the tables up to date: %w", err)
	}
	for _, r := range results {
		log.InfoContext(ctx, "database migrated", "version", r.Source.Version, "took", r.Duration)
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
