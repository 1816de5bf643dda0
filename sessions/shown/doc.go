// Package shown has the shapes of a session's parts that HTTP and socket send
// alike, so that a page reads each of them once. What only one of the two sends
// stays with it: a participant has a presence in a room and none over HTTP, and
// instants are RFC 3339 there and milliseconds here.
package shown
