package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"practice/problem"
)

const (
	postgresConnections = 16
	// postgresIdle is how long a connection waits for its next use. To open one
	// costs more than most queries.
	postgresIdle = 5 * time.Minute
)

var errMalformed = errors.New("PRACTICE_DATABASE_URL is not a PostgreSQL URL; it looks like postgres://USER:PASSWORD@HOST:5432/DATABASE, " +
	"with / ? # @ % in the password written as %2F %3F %23 %40 %25")

// Conditions of PostgreSQL, by SQLSTATE (its manual, appendix A).
const (
	invalidPassword      = "28P01"
	invalidAuthorization = "28000"
	noSuchDatabase       = "3D000"
	noPrivilege          = "42501"
	noText               = "22021" // a zero byte, or not UTF-8
)

func postgresEngine() engine {
	return engine{open: openPostgres, dialect: dialectPostgres, explain: explainPostgres}
}

func openPostgres(databaseURL string) (*sql.DB, error) {
	if cutOff(databaseURL) {
		return nil, errMalformed
	}
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, errMalformed // pgx's words repeat the URL
	}
	handle := sql.OpenDB(connector{stdlib.GetConnector(*config)})
	handle.SetMaxOpenConns(postgresConnections)
	handle.SetMaxIdleConns(postgresConnections)
	handle.SetConnMaxIdleTime(postgresIdle)
	return handle, nil
}

// connector opens connections. Without one the database is away, for whatever
// reason; the driver's errors do not all say so.
type connector struct{ driver.Connector }

// Connect fails with [problem.Unavailable].
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", problem.Unavailable, err)
	}
	return conn, nil
}

// cutOff reports whether a password with an unescaped / ? # @ was taken apart:
// its rest would pass for a host, a port or a database, and be shown.
func cutOff(databaseURL string) bool {
	u, err := url.Parse(databaseURL)
	at := strings.Count(databaseURL, "@")
	return err != nil || at > 1 || (at == 1 && u.User == nil)
}

// isNoText reports whether PostgreSQL refused a value as no text.
func isNoText(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == noText
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
	switch {
	case errors.Is(err, errMalformed):
		return err
	case errors.As(err, &refused) && (refused.Code == invalidPassword || refused.Code == invalidAuthorization):
		return fmt.Errorf("the database %s refuses the user or the password of PRACTICE_DATABASE_URL", where)
	case errors.As(err, &refused) && refused.Code == noSuchDatabase:
		return fmt.Errorf("the database %s does not exist; create it, or correct PRACTICE_DATABASE_URL", where)
	case errors.As(err, &refused) && refused.Code == noPrivilege:
		return fmt.Errorf("the user of PRACTICE_DATABASE_URL may not make tables in the database %s: %s", where, refused.Message)
	case errors.As(err, &unreachable) && refused != nil:
		return fmt.Errorf("the database %s takes no connection: %s", where, refused.Message)
	case errors.As(err, &unreachable):
		return fmt.Errorf("the database %s can't be reached (%s); is the server running, and PRACTICE_DATABASE_URL right?", where, obstacle(err))
	}
	return fmt.Errorf("the database %s can't be opened: %w", where, err)
}

// obstacle says in a few words why there is no connection; the driver says it
// in several lines, once for each address.
func obstacle(err error) string {
	var name *net.DNSError
	var network *net.OpError
	switch {
	case errors.As(err, &name):
		return "no such host"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer"
	case errors.As(err, &network):
		return network.Err.Error()
	}
	return "no connection"
}
