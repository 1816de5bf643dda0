package recordings

import (
	"fmt"
	"io/fs"
	"strings"
)

// CheckKey refuses a key that could lead out of a store or that the stores
// would not all read alike: one that is empty, absolute, longer than 255
// bytes, has an empty element or one that begins with a dot, or has characters
// other than ASCII letters, digits and "._-/". Every [Blobs] calls it.
func CheckKey(key string) error {
	switch {
	case !fs.ValidPath(key), len(key) > 255, strings.HasPrefix(key, "."), strings.Contains(key, "/."):
		return fmt.Errorf("the key %q is not a plain relative path", key)
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-/", r)
	}
	if strings.ContainsFunc(key, func(r rune) bool { return !plain(r) }) {
		return fmt.Errorf("the key %q has characters other than letters, digits and ._-/", key)
	}
	return nil
}
