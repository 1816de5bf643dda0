package sessions_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"practice/problem"
	"practice/sessions"
)

func TestCleanName(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "Ada Lovelace", "Ada Lovelace"},
		{"outer space", "  Ada\t", "Ada"},
		{"inner space", "Ada \n\u00a0 Lovelace", "Ada Lovelace"},
		{"control characters", "Ada\x00\x1bLovelace", "Ada Lovelace"},
		{"other scripts", "Jörg 李小龙 🦉", "Jörg 李小龙 🦉"},
		{"as long as allowed", strings.Repeat("é", sessions.MaxNameLength), strings.Repeat("é", sessions.MaxNameLength)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sessions.CleanName(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("CleanName(%q): got %q, %v, want %q", tt.in, got, err, tt.want)
			}
		})
	}
	for _, in := range []string{"", " \t\n", "\x00", strings.Repeat("é", sessions.MaxNameLength+1), "Ad\xff"} {
		_, err := sessions.CleanName(in)
		wantField(t, in, err, "name")
	}
}

func TestTypedQuestion(t *testing.T) {
	long := strings.Repeat("ß", sessions.MaxPromptLength)
	for in, want := range map[string]string{
		"  Why is the sky blue?\n": "Why is the sky blue?",
		"Two\nlines":               "Two\nlines",
		long:                       long,
	} {
		got, err := sessions.TypedQuestion(in)
		if err != nil || got.Prompt != want || got.ID != "" {
			t.Errorf("TypedQuestion(%.40q): got %.40q with ID %q, %v, want %.40q and no ID", in, got.Prompt, got.ID, err, want)
		}
	}
	for _, in := range []string{"", " \n ", long + "ß", "a\xff"} {
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

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"Ada", " a  b ", "\x00", "\xff", "\u2028", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := sessions.CleanName(in)
		if err != nil {
			if got != "" {
				t.Errorf("refused %q and returned %q all the same", in, got)
			}
			return
		}
		if !utf8.ValidString(got) || got == "" || utf8.RuneCountInString(got) > sessions.MaxNameLength {
			t.Errorf("CleanName(%q) is %q, which breaks the rule", in, got)
		}
		if again, err := sessions.CleanName(got); err != nil || again != got {
			t.Errorf("cleaning %q again gives %q, %v, want no change", got, again, err)
		}
	})
}
