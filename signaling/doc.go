// Package signaling is the door to live sessions: the WebSocket of PROTOCOL.md, and
// the hub, which has a room for each session that has pages or runs.
package signaling
