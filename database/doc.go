// Package database keeps users, sessions, invites, credentials, logins and the
// facts about clips, in SQLite or PostgreSQL. One set of queries serves both;
// sqlc makes gen/ of queries/ and migrations/.
//
// Instants are stored as Unix milliseconds, so what is read back is the
// millisecond of what was written, in UTC; the zero time is stored as 0.
package database
