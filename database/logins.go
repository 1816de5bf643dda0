package database

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"practice/database/gen"
)

// Logins keeps the logins of browsers; it is the store of package scs. Tokens
// arrive hashed.
type Logins struct {
	queries *gen.Queries
}

// Logins returns the store of logins.
func (db *DB) Logins() *Logins { return &Logins{db.queries} }

// FindCtx returns a login's data, and false when there is none or it is over.
func (l *Logins) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	text, err := l.queries.GetLogin(ctx, gen.GetLoginParams{Token: token, ExpiresMs: time.Now().UnixMilli()})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find a login: %w", err)
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, false, fmt.Errorf("read a login: %w", err)
	}
	return data, true, nil
}

// CommitCtx writes a login, and removes those that are over.
func (l *Logins) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if err := l.queries.DeleteOldLogins(ctx, time.Now().UnixMilli()); err != nil {
		return fmt.Errorf("remove old logins: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(data)
	if err := l.queries.PutLogin(ctx, gen.PutLoginParams{Token: token, Data: text, ExpiresMs: expiry.UnixMilli()}); err != nil {
		return fmt.Errorf("write a login: %w", err)
	}
	return nil
}

// DeleteCtx removes a login.
func (l *Logins) DeleteCtx(ctx context.Context, token string) error {
	if err := l.queries.DeleteLogin(ctx, token); err != nil {
		return fmt.Errorf("delete a login: %w", err)
	}
	return nil
}

// EndLogin deletes a login by the hash of its token, as the cookie's holder does by
// signing out. One that is not there is no error.
func (db *DB) EndLogin(ctx context.Context, hash string) error {
	return db.Logins().DeleteCtx(ctx, hash)
}

// Find is FindCtx without a context, which package scs's interface asks for.
func (l *Logins) Find(token string) ([]byte, bool, error) {
	return l.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (l *Logins) Commit(token string, data []byte, expiry time.Time) error {
	return l.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (l *Logins) Delete(token string) error {
	return l.DeleteCtx(context.Background(), token)
}
