package database

import (
	"context"
	"fmt"

	"practice/database/gen"
	"practice/people"
)

// CreateUser adds a user.
func (db *DB) CreateUser(ctx context.Context, user people.User) error {
	return createUser(ctx, db.queries, user)
}

func createUser(ctx context.Context, q *gen.Queries, user people.User) error {
	err := q.CreateUser(ctx, gen.CreateUserParams{ID: user.ID, Name: user.Name, Guest: user.Guest, CreatedMs: millis(user.CreatedAt)})
	if err != nil {
		return fmt.Errorf("create user %q: %w", user.ID, err)
	}
	return nil
}

// User returns a user.
func (db *DB) User(ctx context.Context, id string) (people.User, error) {
	return getUser(ctx, db.queries, id)
}

func getUser(ctx context.Context, q *gen.Queries, id string) (people.User, error) {
	row, err := q.GetUser(ctx, id)
	return userOf(row), missingSession(err, "user", id)
}

// RenameUser changes the name a user goes by.
func (db *DB) RenameUser(ctx context.Context, id, name string) error {
	defer db.cleaner.poke()
	return missingSession(affected(db.queries.RenameUser(ctx, gen.RenameUserParams{ID: id, Name: name})), "user", id)
}

// FirstUser returns the full user created first.
func (db *DB) FirstUser(ctx context.Context) (people.User, error) {
	row, err := db.queries.FirstUser(ctx)
	return userOf(row), missingSession(err, "user", "first")
}

// Users returns everybody, guests too, oldest first.
func (db *DB) Users(ctx context.Context) ([]people.User, error) {
	rows, err := db.queries.ListUsers(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the users: %w", err)
	}
	users := make([]people.User, 0, len(rows))
	for _, row := range rows {
		users = append(users, userOf(row))
	}
	return users, nil
}

func userOf(row gen.User) people.User {
	return people.User{ID: row.ID, Name: row.Name, Guest: row.Guest, CreatedAt: instant(row.CreatedMs)}
}
