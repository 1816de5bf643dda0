// Package wire is the one source of the shapes that go over a room's WebSocket.
// schema.json and the page's types (web/ui/room/wire.ts) are made from it; what
// the messages mean is in PROTOCOL.md.
package wire

// Version is the version of the protocol.
const Version = 2

// MaxID is the longest id of a request, in characters.
const MaxID = 64
