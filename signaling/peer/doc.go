// Package peer connects browsers by WebRTC: one UDP port and one TCP port of
// the same number for all of them, voices forwarded as they came, never
// decoded. It is the only importer of pion's network stack.
package peer
