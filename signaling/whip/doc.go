// Package whip is the door for programs that only speak: the WebRTC-HTTP
// ingestion protocol (RFC 9725). OBS and others record a solo session of their
// token's user over it.
package whip
