package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Connections to one SQLite file: readers work beside one another, writers
// take turns.
const sqliteConnections = 8

func sqliteEngine() engine {
	return engine{open: openSQLite, dialect: dialectSQLite, prepare: prepareSQLite, explain: explainSQLite}
}

// openSQLite opens the file, which need not exist. Transactions take the write
// lock at once, so that one that reads first and then writes is never refused
// as busy. With WAL, synchronous NORMAL loses at most the last commits in a
// power cut, never the file; a recording does not depend on them.
func openSQLite(databaseURL string) (*sql.DB, error) {
	path := sqliteFile(databaseURL)
	if path == "" {
		return nil, errors.New("its URL names no file")
	}
	if err := createPrivately(path); err != nil {
		return nil, err
	}
	settings := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "synchronous(NORMAL)", "foreign_keys(1)"}}
	file := &url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	handle, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, err
	}
	handle.SetMaxOpenConns(sqliteConnections)
	handle.SetMaxIdleConns(sqliteConnections)
	return handle, nil
}

// createPrivately makes a missing file, for this user only; SQLite gives its
// companions (-wal, -shm) the same mode. A file that exists is left alone: to
// close it would end the locks that this process has on it (POSIX fcntl).
func createPrivately(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// prepareSQLite turns WAL on, which the file remembers. A file that can't be
// written to is refused: SQLite itself would open it for reading and say
// nothing before the first write.
func prepareSQLite(ctx context.Context, handle *sql.DB) (err error) {
	connection, err := handle.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	var readOnly bool
	if err := connection.Raw(func(driver any) (err error) {
		readOnly, err = driver.(interface {
			IsReadOnly(schema string) (bool, error)
		}).IsReadOnly("main")
		return err
	}); err != nil {
		return err
	}
	if readOnly {
		return fs.ErrPermission
	}
	_, err = connection.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

func sqliteFile(databaseURL string) string {
	return strings.TrimPrefix(strings.TrimPrefix(databaseURL, "sqlite:"), "//")
}

func explainSQLite(databaseURL string, err error) error {
	return fmt.Errorf("the database %s can't be opened: %w", sqliteFile(databaseURL), err)
}
