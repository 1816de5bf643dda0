package ids_test

import (
	"regexp"
	"testing"

	"practice/ids"
)

func TestNew(t *testing.T) {
	a, b := ids.New(), ids.New()
	if a == b {
		t.Errorf("got %q twice", a)
	}
	if !regexp.MustCompile(`^[a-z2-7]{26}$`).MatchString(a) {
		t.Errorf("got %q, want 26 lower-case letters and digits", a)
	}
}
