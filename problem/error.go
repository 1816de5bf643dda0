package problem

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Error is a failure with words for people.
type Error struct {
	// Code is its kind.
	Code Code
	// Sentence says what happened, what was kept and what to do.
	Sentence string
	// Field is the input that is at fault, as the API spells it; else empty.
	Field string
	// part is the part of a request that has the field: "body" or "query".
	part string
	// cause is what it is made of; nil for none.
	cause error
	// retry is the seconds after which to try again; 0 for what the code says.
	retry int
}

// Error returns the sentence as a clause, for a log.
func (e *Error) Error() string {
	clause := strings.TrimSuffix(e.Sentence, ".")
	if e.cause != nil {
		return clause + ": " + e.cause.Error()
	}
	return clause
}

// Unwrap makes errors.Is true for the code and for what the error is made of.
func (e *Error) Unwrap() []error {
	if e.cause != nil {
		return []error{e.Code, e.cause}
	}
	return []error{e.Code}
}

// After says when to try again; whole seconds are told (RFC 9110 section 10.2.3).
func (e *Error) After(wait time.Duration) *Error {
	e.retry = int(math.Ceil(wait.Seconds()))
	return e
}

// OnField is an [Invalid] error about one input in a request's body. The words complete the sentence
// that the field's name begins.
func OnField(field, format string, args ...any) *Error {
	return onField("body", field, format, args)
}

// OnQuery is OnField about a parameter in the address.
func OnQuery(field, format string, args ...any) *Error {
	return onField("query", field, format, args)
}

func onField(part, field, format string, args []any) *Error {
	return &Error{Code: Invalid, Sentence: Sentence(field + " " + fmt.Sprintf(format, args...)), Field: field, part: part}
}

// Explain gives err a sentence for people and keeps its code.
func Explain(err error, format string, args ...any) *Error {
	return &Error{Code: Of(err).Code, Sentence: sentencef(format, args), cause: err}
}

// Of returns what is told of err: the outermost code and sentence that somebody
// gave it. Without a sentence it is the code's own. What does not answer in time,
// or not at all, over a network is [Unavailable], and so is a database that is
// starting, stopping, or has lost its disk; what nobody gave a code is [Internal],
// and its words stay hidden.
func Of(err error) *Error {
	told, said := errors.AsType[*Error](err)
	code, coded := errors.AsType[Code](err)
	driver, known := ofDriver(err)
	switch {
	case said:
		return told
	case coded:
	case known:
		code = driver
	default:
		code = Internal
	}
	return &Error{Code: code, Sentence: rowOf(code).sentence, cause: err}
}

// Sentence makes a sentence of a clause, of [Longest] bytes at most.
func Sentence(clause string) string {
	clause = Shorten(clause, Longest)
	first, size := utf8.DecodeRuneInString(clause)
	if size == 0 {
		return ""
	}
	text := string(unicode.ToUpper(first)) + clause[size:]
	if strings.HasSuffix(text, "…") || strings.ContainsAny(text[len(text)-1:], ".?!") {
		return text
	}
	return text + "."
}

func sentencef(format string, args []any) string { return Sentence(fmt.Sprintf(format, args...)) }
