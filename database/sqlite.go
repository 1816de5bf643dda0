package database

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Connections to one SQLite file: readers work beside one another, writers
// take turns.
const sqliteConnections = 8

func sqliteEngine() engine {
	return engine{open: openSQLite, dialect: dialectSQLite, explain: explainSQLite}
}

// openSQLite opens the file, which need not exist. Transactions take the write
// lock at once, so that one that reads first and then writes is never refused
// as busy. With WAL, synchronous NORMAL loses at most the last commits in a
// power cut, never the file; a recording does not depend on them.
func openSQLite(databaseURL string) (*sql.DB, error) {
	pragmas := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)",
	}}
	file := &url.URL{Scheme: "file", Opaque: (&url.URL{Path: sqliteFile(databaseURL)}).EscapedPath(), RawQuery: pragmas.Encode()}
	handle, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, err
	}
	handle.SetMaxOpenConns(sqliteConnections)
	return handle, nil
}

func sqliteFile(databaseURL string) string {
	return strings.TrimPrefix(strings.TrimPrefix(databaseURL, "sqlite:"), "//")
}

func explainSQLite(databaseURL string, err error) error {
	return fmt.Errorf("the database %s can't be opened: %w", sqliteFile(databaseURL), err)
}
