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
		{"a direction override", "Ada \u202egnp.exe\u202c", "Ada gnp.exe"},
		{"isolates and marks", "\u2066Ada\u2069\u200f\u061c", "Ada"},
		{"invisible spaces", "A\u200bd\ufeffa\u00ad\u2060", "Ada"},
		{"a joiner that joins nothing", "A\u200dda\u200c", "Ada"},
		{"fillers", "A\u3164da\u115f\u1160\uffa0\u034f\u2800", "Ada"},
		{"selectors of forms that there are not", "A\ufe0fd\ufe00a\U000e0100", "Ada"},
		{"forms that there are", "❤\ufe0f 1\ufe0f\u20e3 葛\U000e0100", "❤\ufe0f 1\ufe0f\u20e3 葛\U000e0100"},
		{"tags", "Ada\U000e0041\U000e0064", "Ada"},
		{"private characters", "Ada\ue000\U000f0000", "Ada"},
		{"a family", "👩\u200d💻 Ada 🏳️\u200d🌈 👩🏽\u200d🚀", "👩\u200d💻 Ada 🏳️\u200d🌈 👩🏽\u200d🚀"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"Sinhala and Hindi", "ශ්\u200dරී क्\u200dष", "ශ්\u200dරී क्\u200dष"},
		{"from right to left", "שלום דנה", "שלום דנה"},
		{"what is left is folded", "Ada \u200b Lovelace", "Ada Lovelace"},
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
	for _, in := range []string{"", " \t\n", "\x00", strings.Repeat("é", people.MaxNameLength+1), "Ad\xff", "\u202e", "\u200b\u200d", "\u3164", "\u2800", "\u115f \u1160", "\u0301", "\ufe0f", "\U000e0041"} {
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
