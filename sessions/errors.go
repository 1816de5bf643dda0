package sessions

import (
	"errors"
	"fmt"
)

// The kinds of failure of this package and of its Store. Callers test with
// errors.Is; web and signaling map each to their wire format in one place.
var (
	// ErrNotFound: no such thing, or none that the asker may know of.
	ErrNotFound = errors.New("not found")
	// ErrUnauthenticated: the action needs a user and the caller is nobody.
	ErrUnauthenticated = errors.New("not signed in")
	// ErrForbidden: the user is known and may not do this.
	ErrForbidden = errors.New("not allowed")
	// ErrInvalid: the input breaks a rule; the message says which, with the value.
	ErrInvalid = errors.New("invalid")
	// ErrConflict: the input is right and the state forbids it now.
	ErrConflict = errors.New("not possible now")
	// ErrExpired: the link was good once.
	ErrExpired = errors.New("expired")
)

// FieldError is an [ErrInvalid] about one named input.
type FieldError struct {
	// Field is the input's name as the API spells it.
	Field string
	// Reason completes the sentence that the field begins.
	Reason string
}

// Error returns field and reason as one clause.
func (e *FieldError) Error() string { return e.Field + " " + e.Reason }

// Unwrap makes errors.Is(err, ErrInvalid) true.
func (e *FieldError) Unwrap() error { return ErrInvalid }

// Invalid reports that the named field breaks a rule.
func Invalid(field, format string, args ...any) error {
	return &FieldError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Conflict reports that the state of a session forbids what was asked.
func Conflict(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrConflict, fmt.Sprintf(format, args...))
}
