// Package ids makes the names of things, in one place. Every room may import it.
package ids

import (
	"crypto/rand"
	"strings"
)

// New returns a name that nobody can guess and that no other thing has: 26 lower-case
// letters and digits of at least 128 random bits, which fit into a path and a URL.
func New() string { return strings.ToLower(rand.Text()) }
