package problem

import (
	"database/sql/driver"
	"errors"
	"net"
	"slices"
)

// driverError is what the drivers of databases fail with, and what they say of it.
type (
	// postgresError has a condition of PostgreSQL (its manual, appendix A).
	postgresError interface {
		error
		SQLState() string
	}
	// postgresLine is a connection to PostgreSQL that broke.
	postgresLine interface {
		error
		SafeToRetry() bool
	}
	// sqliteError has a result code of SQLite.
	sqliteError interface {
		error
		Code() int
	}
)

// ofDriver is the code of a failure to which nobody gave one: of a network, or of a
// database that can't be asked at present. False for one that is our own doing.
func ofDriver(err error) (Code, bool) {
	if refused, is := errors.AsType[postgresError](err); is {
		return ofSQLState(refused.SQLState())
	}
	if failed, is := errors.AsType[sqliteError](err); is {
		return ofSQLite(failed.Code())
	}
	_, broken := errors.AsType[postgresLine](err)
	_, silent := errors.AsType[net.Error](err) // context.DeadlineExceeded is one too
	return Unavailable, broken || silent || errors.Is(err, driver.ErrBadConn)
}

// ofSQLState reads a condition: its first two characters are its class.
func ofSQLState(state string) (Code, bool) {
	const full = "53100"
	away := []string{
		"08", // connection exception
		"53", // insufficient resources: connections, memory
		"58", // system error: the disk
		"57P01", "57P02", "57P03", "57P05",
		"25006", // read-only: another server has become the first
		"40001", "40P01", "55P03", "57014",
	}
	if state == full {
		return DiskFull, true
	}
	return Unavailable, slices.ContainsFunc(away, func(known string) bool { return state[:min(len(known), len(state))] == known })
}

// ofSQLite reads a result code, whose lowest byte is the primary one.
func ofSQLite(code int) (Code, bool) {
	const busy, locked, noMemory, readOnly, io, full, cantOpen, protocol = 5, 6, 7, 8, 10, 13, 14, 15
	primary := code & 0xff
	if primary == full {
		return DiskFull, true
	}
	return Unavailable, slices.Contains([]int{busy, locked, noMemory, readOnly, io, cantOpen, protocol}, primary)
}
