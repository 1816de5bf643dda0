package database

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"practice/problem"
	"practice/recordings"
)

// millis is the stored form of an instant.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what millis wrote.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// toJSON is for our own types, which always have a JSON form.
func toJSON(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("write %T as JSON: %w", value, err)
	}
	return string(data), nil
}

func fromJSON(data string, into any) error {
	if err := json.Unmarshal([]byte(data), into); err != nil {
		return fmt.Errorf("read %T from JSON: %w", into, err)
	}
	return nil
}

// missing turns "no rows" into the kind of the room that asked. An ID from a
// URL may be what PostgreSQL takes for no text; then no row can have it either.
func missing(err, kind error, what, id string) error {
	if errors.Is(err, sql.ErrNoRows) || isNoText(err) {
		return fmt.Errorf("%s %q: %w", what, id, kind)
	}
	if err != nil {
		return fmt.Errorf("%s %q: %w", what, id, err)
	}
	return nil
}

func missingSession(err error, what, id string) error {
	return missing(err, problem.NotFound, what, id)
}

func missingClip(err error, id string) error {
	return missing(err, recordings.ErrNotFound, "clip", id)
}

// affected turns a change of no rows into "no rows".
func affected(rows int64, err error) error {
	if err == nil && rows == 0 {
		return sql.ErrNoRows
	}
	return err
}
