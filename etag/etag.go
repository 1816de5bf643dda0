// Package etag compares validators of HTTP as its conditions do. Every room may
// import it.
package etag

import "strings"

// Match reports whether If-Match lets a request for what has the tag pass: strong
// comparison (RFC 9110 section 13.1.1). conditions are the header's values.
func Match(conditions []string, tag string) bool {
	return has(conditions, func(candidate string) bool { return candidate == tag && !strings.HasPrefix(tag, "W/") })
}

// NoneMatch reports whether If-None-Match says that the client has what has the
// tag: weak comparison (RFC 9110 section 13.1.2).
func NoneMatch(conditions []string, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	return has(conditions, func(candidate string) bool { return strings.TrimPrefix(candidate, "W/") == tag })
}

func has(conditions []string, same func(string) bool) bool {
	for candidate := range strings.SplitSeq(strings.Join(conditions, ","), ",") {
		if candidate = strings.TrimSpace(candidate); candidate == "*" || same(candidate) {
			return true
		}
	}
	return false
}
