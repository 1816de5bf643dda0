package database

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

const postgresConnections = 16

// Conditions of PostgreSQL, by SQLSTATE (its manual, appendix A).
const (
	invalidPassword      = "28P01"
	invalidAuthorization = "28000"
	noSuchDatabase       = "3D000"
	noPrivilege          = "42501"
)

func postgresEngine() engine {
	return engine{open: openPostgres, dialect: dialectPostgres, explain: explainPostgres}
}

func openPostgres(databaseURL string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, err
	}
	handle := stdlib.OpenDB(*config)
	handle.SetMaxOpenConns(postgresConnections)
	return handle, nil
}

// explainPostgres leaves the driver's own words out where they would repeat
// the URL.
func explainPostgres(databaseURL string, err error) error {
	where := "of PRACTICE_DATABASE_URL"
	if u, parseErr := url.Parse(databaseURL); parseErr == nil {
		where = "at " + u.Host + u.Path
	}
	var refused *pgconn.PgError
	var unreachable *pgconn.ConnectError
	var malformed *pgconn.ParseConfigError
	switch {
	case errors.As(err, &malformed):
		return errors.New("PRACTICE_DATABASE_URL is not a PostgreSQL URL; it looks like postgres://USER:PASSWORD@HOST:5432/DATABASE")
	case errors.As(err, &refused) && (refused.Code == invalidPassword || refused.Code == invalidAuthorization):
		return fmt.Errorf("the database %s refuses the user or the password of PRACTICE_DATABASE_URL", where)
	case errors.As(err, &refused) && refused.Code == noSuchDatabase:
		return fmt.Errorf("the database %s does not exist; create it, or correct PRACTICE_DATABASE_URL", where)
	case errors.As(err, &refused) && refused.Code == noPrivilege:
		return fmt.Errorf("the user of PRACTICE_DATABASE_URL may not make tables in the database %s: %s", where, refused.Message)
	case errors.As(err, &unreachable):
		return fmt.Errorf("the database %s can't be reached; is the server running, and PRACTICE_DATABASE_URL right?", where)
	}
	return fmt.Errorf("the database %s can't be opened: %w", where, err)
}
