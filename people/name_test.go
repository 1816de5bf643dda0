package people_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"practice/people"
	"practice/problem"
)

func TestCleanName(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "Ada Lovelace", "Ada Lovelace"},
		{"outer space", "  Ada\t", "Ada"},
		{"inner space", "Ada \n\u00a0 Lovelace", "Ada Lovelace"},
		{"control characters", "Ada\x00\x1bLovelace", "Ada Lovelace"},
		{"other scripts", "Jörg 李小龙 🦉", "Jörg 李小龙 🦉"},
		{"as long as allowed", strings.Repeat("é", people.MaxNameLength), strings.Repeat("é", people.MaxNameLength)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := people.CleanName(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("CleanName(%q): got %q, %v, want %q", tt.in, got, err, tt.want)
			}
		})
	}
	for _, in := range []string{"", " \t\n", "\x00", strings.Repeat("é", people.MaxNameLength+1), "Ad\xff"} {
		_, err := people.CleanName(in)
		wantField(t, in, err, "name")
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
		got, err := people.CleanName(in)
		if err != nil {
			if got != "" {
				t.Errorf("refused %q and returned %q all the same", in, got)
			}
			return
		}
		if !utf8.ValidString(got) || got == "" || utf8.RuneCountInString(got) > people.MaxNameLength {
			t.Errorf("CleanName(%q) is %q, which breaks the rule", in, got)
		}
		if again, err := people.CleanName(got); err != nil || again != got {
			t.Errorf("cleaning %q again gives %q, %v, want no change", got, again, err)
		}
	})
}
