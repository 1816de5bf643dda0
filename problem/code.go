package problem

// Code names a kind of failure for programs. It is an error itself: wrap it, or
// say more with [Code.Say], and test with errors.Is(err, problem.NotFound). Codes
// are sent, so they never change.
type Code string

// Error returns the code's words, for a log.
func (c Code) Error() string { return rowOf(c).words }

// Say makes an error of the code with a sentence for people. A clause is enough:
// it is made a sentence.
func (c Code) Say(format string, args ...any) *Error {
	return &Error{Code: c, Sentence: sentencef(format, args)}
}

// Status is the code's HTTP status.
func (c Code) Status() int { return rowOf(c).status }
