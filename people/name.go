package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"practice/problem"
)

// CleanName trims a name a person typed and folds its white space. It fails
// with [problem.Invalid] when nothing readable is left or the name is longer than
// [MaxNameLength].
func CleanName(name string) (string, error) {
	return CleanLine("name", name, MaxNameLength)
}

// CleanLine trims a line of text a person typed, folds its white space and control
// characters, and leaves out what is not shown (see [Visible]). It fails with [problem.Invalid] about the named field when
// nothing readable is left or the line has more than longest characters.
func CleanLine(field, line string, longest int) (string, error) {
	if !utf8.ValidString(line) {
		return "", problem.OnField(field, "is not valid text")
	}
	line = strings.Join(strings.FieldsFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	line = strings.Join(strings.Fields(Visible(line)), " ")
	switch n := utf8.RuneCountInString(line); {
	case n == 0:
		return "", problem.OnField(field, "is empty: type a word or two")
	case n > longest:
		return "", problem.OnField(field, "has %d characters; at most %d fit", n, longest)
	}
	return line, nil
}
