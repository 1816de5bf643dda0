package problem

import (
	"strconv"
	"unicode/utf8"
)

// Longest is how many bytes of a text that somebody else chose are told or logged
// at most.
const Longest = 600

// Quote quotes what a client sent, for an answer or a log: in one line, 40 bytes
// of it at most, and nothing in it that is not shown (strconv.Quote).
func Quote(s string) string {
	const longest = 40
	if len(s) > longest {
		return strconv.Quote(Shorten(s, longest))
	}
	return strconv.Quote(s)
}

// Shorten cuts a text to at most longest bytes, between two characters, and marks
// the cut with an ellipsis.
func Shorten(s string, longest int) string {
	if len(s) <= longest {
		return s
	}
	for longest > 0 && !utf8.RuneStart(s[longest]) {
		longest--
	}
	return s[:longest] + "…"
}
