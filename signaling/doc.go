// Package signaling runs live sessions: the WebSocket protocol of PROTOCOL.md,
// a room for each session that has pages or runs, its timer, its voices, and
// the recording of its candidate.
package signaling
