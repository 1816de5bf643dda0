package database

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"practice/people"
)

// GoneCredentials returns those of the holders' credentials that open nothing any
// more: the login is over, the token revoked, or the user deleted. It is one query,
// whatever their number.
func (db *DB) GoneCredentials(ctx context.Context, holders []people.Holder) ([]people.Credential, error) {
	var arguments []any
	in := func(values []string) string {
		slices.Sort(values)
		var list []string
		for _, v := range slices.Compact(values) {
			arguments = append(arguments, v)
			list = append(list, "$"+strconv.Itoa(len(arguments)))
		}
		if list == nil {
			return "NULL" // which nothing is in
		}
		return strings.Join(list, ", ")
	}
	var logins, tokens, users []string
	for _, h := range holders {
		users = append(users, h.UserID)
		if h.Credential.Kind == people.Login {
			logins = append(logins, h.Credential.Hash)
		} else {
			tokens = append(tokens, h.Credential.Hash)
		}
	}
	arguments = append(arguments, time.Now().UnixMilli())
	there, err := db.texts(ctx, `SELECT 'login ' || token FROM logins WHERE expires_ms > $1 AND token IN (`+in(logins)+`)
		UNION ALL SELECT 'token ' || token_hash FROM api_tokens WHERE token_hash IN (`+in(tokens)+`)
		UNION ALL SELECT 'user ' || id FROM users WHERE id IN (`+in(users)+`)`, arguments)
	if err != nil {
		return nil, fmt.Errorf("look for credentials that are over: %w", err)
	}
	var gone []people.Credential
	for _, h := range holders {
		if !there[string(h.Credential.Kind)+" "+h.Credential.Hash] || !there["user "+h.UserID] {
			gone = append(gone, h.Credential)
		}
	}
	return gone, nil
}

// Revisions returns the revisions of sessions, which differ after every change; one
// that is not there has none.
func (db *DB) Revisions(ctx context.Context, ids []string) (map[string]int64, error) {
	revisions := make(map[string]int64, len(ids))
	var arguments []any
	var list []string
	for i, id := range ids {
		arguments = append(arguments, id)
		list = append(list, "$"+strconv.Itoa(i+1))
	}
	if list == nil {
		return revisions, nil
	}
	rows, err := db.sql.QueryContext(ctx, "SELECT id, revision FROM sessions WHERE id IN ("+strings.Join(list, ", ")+")", arguments...)
	if err != nil {
		return nil, fmt.Errorf("look for sessions that have changed: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var revision int64
		if err := rows.Scan(&id, &revision); err != nil {
			return nil, fmt.Errorf("look for sessions that have changed: %w", err)
		}
		revisions[id] = revision
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for sessions that have changed: %w", err)
	}
	return revisions, nil
}

// texts returns what a query finds whose rows have one text.
func (db *DB) texts(ctx context.Context, query string, arguments []any) (map[string]bool, error) {
	rows, err := db.sql.QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		found[text] = true
	}
	return found, rows.Err()
}
