package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Connections to one SQLite file: readers work beside one another, writers
// take turns.
const sqliteConnections = 8

// rescuedSuffix is between the database's name and the time at which what it held
// was rescued.
const rescuedSuffix = ".rescued-"

func sqliteEngine() engine {
	return engine{
		connect: connectSQLite, connections: sqliteConnections, dialect: dialectSQLite, prepare: prepareSQLite, explain: explainSQLite,
		file: sqliteFile, isOther: isOtherSQLite, clean: cleanSQLite, cleanRest: time.Second, cleanEvery: time.Minute,
	}
}

// connectSQLite makes connections to the file. Transactions take the write
// lock at once, so that one that reads first and then writes is never refused
// as busy. With WAL, synchronous NORMAL loses at most the last commits in a
// power cut, never the file; a recording does not depend on them. What is deleted
// is overwritten. A file that vanishes is not made again.
func connectSQLite(databaseURL string, create bool) (driver.Connector, error) {
	path := sqliteFile(databaseURL)
	if path == "" {
		return nil, errors.New("its URL names no file")
	}
	if create {
		if err := createPrivately(path); err != nil {
			return nil, err
		}
	} else if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrEmpty
	}
	settings := url.Values{
		"mode": {"rw"}, "_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "synchronous(NORMAL)", "foreign_keys(1)", "secure_delete(1)"},
	}
	file := &url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	return sqlite.NewConnector(file.String())
}

// isOtherSQLite: no such table, a file that was written over, or no database.
func isOtherSQLite(err error) bool {
	var refused *sqlite.Error
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Code() & 0xff { // the rest of an extended code says where
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

// cleanSQLite moves the write-ahead log into the file, where what was deleted is
// overwritten, and empties it. So a copy of the file alone lacks little, too.
func cleanSQLite(ctx context.Context, handle *sql.DB) error {
	var busy, logged, moved int
	err := handle.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logged, &moved)
	if err == nil && busy != 0 {
		err = errors.New("the database is in use")
	}
	return err
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
