package problem_test

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"practice/problem"
)

// TestOfTellsTheCodeAndTheSentence that lie in an error, however it is wrapped.
func TestOfTellsTheCodeAndTheSentence(t *testing.T) {
	const hidden = "Something went wrong on the server; its log says what. Nothing you typed is at fault."
	missing := fmt.Errorf("clip %q: %w", "x", problem.NotFound)
	for name, tt := range map[string]struct {
		err      error
		code     problem.Code
		sentence string
	}{
		"a code":                       {missing, problem.NotFound, "There is nothing here, or it is not yours."},
		"with a sentence":              {fmt.Errorf("start: %w", problem.Conflict.Say("%s is not connected", "Bob")), problem.Conflict, "Bob is not connected."},
		"a field":                      {problem.OnField("title", "has %d characters", 300), problem.Invalid, "Title has 300 characters."},
		"explained":                    {problem.Explain(missing, "This invite link is unknown. Copy it again."), problem.NotFound, "This invite link is unknown. Copy it again."},
		"no code":                      {errors.New("secret-host: refused"), problem.Internal, hidden},
		"no code, explained":           {problem.Explain(errors.New("secret"), "it went wrong"), problem.Internal, "It went wrong."},
		"a deadline":                   {fmt.Errorf("find the caller: %w", context.DeadlineExceeded), problem.Unavailable, problem.Of(problem.Unavailable).Sentence},
		"a connection that is refused": {fmt.Errorf("query: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), problem.Unavailable, problem.Of(problem.Unavailable).Sentence},
		"a deadline that was explained": {
			fmt.Errorf("%w: %w", problem.NotReady, context.DeadlineExceeded), problem.NotReady, "This is still being made. Try again in a moment.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := problem.Of(tt.err)
			if got.Code != tt.code || got.Sentence != tt.sentence {
				t.Errorf("got %s with %q, want %s with %q", got.Code, got.Sentence, tt.code, tt.sentence)
			}
			if !errors.Is(got, tt.code) {
				t.Errorf("the error is not %v", tt.code)
			}
		})
	}
	if cause := errors.New("cause"); !errors.Is(problem.Explain(cause, "words"), cause) || !errors.Is(problem.Of(cause), cause) {
		t.Error("what an error is made of can't be found in it")
	}
}

// TestTheTableIsWhole: every code has its row once, with a status of its own kind.
func TestTheTableIsWhole(t *testing.T) {
	codes := problem.Codes()
	for i, code := range codes {
		if slices.Index(codes, code) != i {
			t.Errorf("%s stands twice in the table", code)
		}
		if code.Status() < 400 || problem.OfStatus(code.Status()).Status() != code.Status() || code.Error() == "" {
			t.Errorf("%s: status %d, words %q", code, code.Status(), code.Error())
		}
		if told := problem.Of(code).Sentence; told == "" || problem.Sentence(told) != told {
			t.Errorf("%s: %q is no sentence", code, told)
		}
	}
	for status, want := range map[int]problem.Code{409: problem.Conflict, 418: problem.Malformed, 502: problem.Internal, 503: problem.Unavailable} {
		if got := problem.OfStatus(status); got != want {
			t.Errorf("OfStatus(%d): got %s, want %s", status, got, want)
		}
	}
	if own := problem.Code("hello_first"); own.Status() != http.StatusInternalServerError || own.Error() != "hello_first" {
		t.Errorf("a code that is none of HTTP's: got status %d and %q", own.Status(), own.Error())
	}
}

func TestSentence(t *testing.T) {
	for clause, want := range map[string]string{
		"": "", "é is lost": "É is lost.", "Done.": "Done.", "really?": "Really?", "a. B": "A. B.",
	} {
		if got := problem.Sentence(clause); got != want {
			t.Errorf("Sentence(%q): got %q, want %q", clause, got, want)
		}
	}
}

// TestADocumentIsWritten with its code and the headers of its status.
func TestADocumentIsWritten(t *testing.T) {
	for err, header := range map[error][2]string{
		problem.NotReady:    {"Retry-After", "1"},
		problem.Unavailable: {"Retry-After", "5"},
		problem.RateLimited.Say("wait").After(2100 * time.Millisecond): {"Retry-After", "3"},
		problem.Unauthenticated:               {"WWW-Authenticate", "Bearer"},
		problem.OnField("title", "is empty"):  {"Retry-After", ""},
		problem.Explain(problem.Busy, "wait"): {"Retry-After", ""},
	} {
		w := httptest.NewRecorder()
		told := problem.Of(err)
		told.Document().Write(w)
		var got problem.Document
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		status := told.Code.Status()
		if got.Type != "about:blank" || got.Title != http.StatusText(status) || got.Status != status || got.Code != told.Code || got.Detail != told.Sentence {
			t.Errorf("%v: got %+v", err, got)
		}
		if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get(header[0]) != header[1] {
			t.Errorf("%v: got status %d with headers %v, want %s: %q", err, w.Code, w.Header(), header[0], header[1])
		}
		if told.Field != "" && (len(got.Errors) != 1 || got.Errors[0].Location != "body.title") {
			t.Errorf("%v: got errors %+v", err, got.Errors)
		}
	}
}

// stated is what PostgreSQL's driver fails with, coded what SQLite's does.
type (
	stated string
	coded  int
)

func (s stated) Error() string    { return "FATAL: terminating (SQLSTATE " + string(s) + ")" }
func (s stated) SQLState() string { return string(s) }
func (c coded) Error() string     { return "disk I/O error" }
func (c coded) Code() int         { return int(c) }

// TestADatabaseThatIsAwayIsNoFault of the server's: asking again may help.
func TestADatabaseThatIsAwayIsNoFault(t *testing.T) {
	for want, list := range map[problem.Code][]error{
		problem.Unavailable: {stated("57P01"), stated("57P03"), stated("08006"), stated("53300"), stated("58030"), coded(10), coded(10 | 3<<8), coded(5), driver.ErrBadConn},
		problem.DiskFull:    {stated("53100"), coded(13)},
		problem.Internal:    {stated("23505"), stated("42601"), stated(""), coded(19), coded(1)},
	} {
		for _, err := range list {
			if got := problem.Of(fmt.Errorf("clip: %w", err)).Code; got != want {
				t.Errorf("%v (%#v): got %s, want %s", err, err, got, want)
			}
		}
	}
}

// TestWhatAClientSentIsToldInShort: a sentence is a sentence, whatever is in it.
func TestWhatAClientSentIsToldInShort(t *testing.T) {
	long := strings.Repeat("é\u202e\n", 20_000)
	if got := problem.Quote(long); len(got) > 200 || strings.ContainsAny(got, "\n\u202e") {
		t.Errorf("quoted: %.300s, want it short, in one line and without what is not shown", got)
	}
	if got := problem.Invalid.Say("it is %s", long).Sentence; len(got) > problem.Longest+10 || !utf8.ValidString(got) {
		t.Errorf("a sentence has %d bytes, want at most about %d", len(got), problem.Longest)
	}
	if got := problem.Shorten("short", 40); got != "short" {
		t.Errorf("got %q", got)
	}
}
