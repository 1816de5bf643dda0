package sessions

import "practice/problem"

// The names under which rooms that are not over to package problem yet know its
// kinds of failure.
const (
	ErrNotFound        = problem.NotFound
	ErrUnauthenticated = problem.Unauthenticated
	ErrForbidden       = problem.Forbidden
	ErrConflict        = problem.Conflict
)

// FieldError is a [problem.Error] about one named input.
type FieldError = problem.Error

// Conflict reports that the state of a session forbids what was asked.
func Conflict(format string, args ...any) error { return problem.Conflict.Say(format, args...) }
