// Package people knows who uses the server: users and guests, and what they come
// in with, sign-in links and API tokens. It performs no I/O; time is always a
// parameter.
package people
