package sessions

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxNameLength bounds the name of a user or participant, in characters.
const MaxNameLength = 60

// User is whoever holds a login or a guest cookie.
type User struct {
	ID   string
	Name string
	// Guest is true for a user without credentials. A guest owns clips like
	// anybody else and can become a full user later without losing them.
	Guest     bool
	CreatedAt time.Time
}

// CleanName trims a name a person typed and folds its white space. It fails
// with [ErrInvalid] when nothing readable is left or the name is longer than
// [MaxNameLength].
func CleanName(name string) (string, error) {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	switch n := utf8.RuneCountInString(name); {
	case !utf8.ValidString(name):
		return "", Invalid("name", "is not valid text")
	case n == 0:
		return "", Invalid("name", "is empty: type the name the others should see")
	case n > MaxNameLength:
		return "", Invalid("name", "has %d characters; at most %d fit", n, MaxNameLength)
	}
	return name, nil
}
