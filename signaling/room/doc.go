// Package room is a live session: who is there, its clock, its voices, the
// recording of its candidate, and what is decided in it.
package room
