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
	noSuchTable          = "42P01"
	noPrivilege          = "42501"
	noText               = "22021" // a zero byte, or not UTF-8
)

func postgresEngine() engine {
	return engine{
		connect: connectPostgres, connections: postgresConnections, idle: postgresIdle, dialect: dialectPostgres, explain: explainPostgres,
		file: func(string) string { return "" }, isOther: isOtherPostgres, clean: cleanPostgres, cleanRest: 5 * time.Second,
	}
}

func connectPostgres(databaseURL string, _ bool) (driver.Connector, error) {
	if cutOff(databaseURL) {
		return nil, errMalformed
	}
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, errMalformed // pgx's words repeat the URL
	}
	return connector{stdlib.GetConnector(*config)}, nil
}

// isOtherPostgres: no such table, or no such database any more.
func isOtherPostgres(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && (refused.Code == noSuchTable || refused.Code == noSuchDatabase)
}

// wordy are the tables that hold what people typed, or who they are.
func wordy() []string {
	return []string{"users", "logins", "sign_in_links", "api_tokens", "sessions", "participants", "invites", "clips"}
}

// cleanPostgres writes the tables anew. A plain VACUUM, which PostgreSQL itself would
// do once a small table has many dead rows, leaves their bytes in the page. Nobody
// waits for a table longer than it takes to copy it: it is not waited for in line.
func cleanPostgres(ctx context.Context, handle *sql.DB) (err error) {
	connection, err := handle.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	if _, err := connection.ExecContext(ctx, "SET lock_timeout = '500ms'"); err != nil {
		return err
	}
	for _, table := range wordy() {
		if _, err = connection.ExecContext(ctx, "VACUUM (FULL) "+table); err != nil {
			break
		}
	}
	_, reset := connection.ExecContext(context.WithoutCancel(ctx), "RESET lock_timeout")
	return errors.Join(err, reset)
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
