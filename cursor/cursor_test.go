package cursor_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"practice/cursor"
)

func TestACursorComesBack(t *testing.T) {
	for _, want := range []cursor.Cursor{
		{}, {At: time.UnixMilli(1795672525185).UTC(), ID: "abc"}, {At: time.UnixMilli(-5).UTC(), ID: "with a space"}, {At: time.UnixMilli(0).UTC(), ID: "é"},
	} {
		got, err := cursor.Parse(want.String())
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", want.String(), got, err, want)
		}
	}
	for _, bad := range []string{"x", "%%%", encode("12"), encode("12 "), encode(" id"), encode("+12 id"), encode("012 id"), encode("9e9 id"), encode("12 id") + "=", encode("12 a\x00"), encode("12 a\xff")} {
		if got, err := cursor.Parse(bad); err == nil {
			t.Errorf("%q: got %v, want an error", bad, got)
		}
	}
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func FuzzParse(f *testing.F) {
	f.Add("")
	f.Add(encode("1795672525185 abc"))
	f.Fuzz(func(t *testing.T, text string) {
		c, err := cursor.Parse(text)
		if err == nil && c.String() != text {
			t.Errorf("%q was read as %v, which is %q", text, c, c.String())
		}
		if err != nil && strings.Contains(err.Error(), text) && len(text) > 2 {
			t.Errorf("the error repeats %q", text)
		}
	})
}
