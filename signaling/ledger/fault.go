package ledger

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// Fault is a panic, as an error. It ends the room that it happened in, and nothing
// else.
type Fault struct {
	// Value is what was panicked with, Stack where.
	Value any
	Stack []byte
}

// NewFault makes the error of a panic that was recovered just now.
func NewFault(value any) *Fault { return &Fault{value, debug.Stack()} }

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("panic: %v", f.Value) }

// IsFault reports whether an error comes of a panic.
func IsFault(err error) bool {
	_, is := errors.AsType[*Fault](err)
	return is
}
