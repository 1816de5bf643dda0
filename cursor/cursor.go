// Package cursor marks places in lists that are sorted by creation, so that a list
// can be read in pages while things come and go. Every room may import it.
package cursor

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Cursor is the place behind the thing that was created at an instant, kept in
// milliseconds, and has an ID, whether that thing still is or not. The zero value
// is the beginning of the list.
type Cursor struct {
	At time.Time
	ID string
}

// errNone: the text is no cursor.
var errNone = errors.New("it is not a place in a list")

// String returns the cursor as text that means nothing to whoever keeps it; of
// the beginning it is empty.
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.At.UnixMilli(), 10) + " " + c.ID))
}

// Parse reads what String wrote. What it returns can be asked a database for.
func Parse(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	plain, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return Cursor{}, errNone
	}
	ms, id, found := strings.Cut(string(plain), " ")
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || !found || id == "" || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
		return Cursor{}, errNone
	}
	c := Cursor{At: time.UnixMilli(at).UTC(), ID: id}
	if c.String() != text { // a sign, a leading zero
		return Cursor{}, errNone
	}
	return c, nil
}
