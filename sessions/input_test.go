package sessions_test

import (
	"errors"
	"strings"
	"testing"

	"practice/problem"
	"practice/sessions"
)

func TestTypedQuestion(t *testing.T) {
	long := strings.Repeat("ß", sessions.MaxPromptLength)
	for in, want := range map[string]string{
		"  Why is the sky blue?\n": "Why is the sky blue?",
		"Two\nlines":               "Two\nlines",
		"Why\u202e?\u200b\x00":     "Why?",
		long:                       long,
	} {
		got, err := sessions.TypedQuestion(in)
		if err != nil || got.Prompt != want || got.ID != "" {
			t.Errorf("TypedQuestion(%.40q): got %.40q with ID %q, %v, want %.40q and no ID", in, got.Prompt, got.ID, err, want)
		}
	}
	for _, in := range []string{"", " \n ", long + "ß", "a\xff", "\u200b\n\u2066"} {
		_, err := sessions.TypedQuestion(in)
		wantField(t, in, err, "question")
	}
}

func wantField(t *testing.T, in string, err error, field string) {
	t.Helper()
	var fault *problem.Error
	if !errors.As(err, &fault) || fault.Field != field || !errors.Is(err, problem.Invalid) {
		t.Errorf("%.40q: got error %v, want an invalid %s", in, err, field)
	}
}
