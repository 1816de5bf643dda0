package wire

import (
	"encoding/json"

	"practice/problem"
)

// The types of messages that come from the server, beside [TypeTime] and
// [TypeCandidate].
const (
	TypeWelcome = "welcome"
	TypeSession = "session"
	TypeChange  = "change"
	TypeDone    = "done"
	TypeAnswer  = "answer"
	TypeError   = "error"
)

// Welcome answers [Hello].
type Welcome struct {
	Type    string `json:"type" jsonschema:"enum=welcome"`
	Version int    `json:"version"`
	// The participant's ID.
	You string `json:"you"`
	// The number of the snapshot that this socket was sent last.
	Revision int `json:"revision"`
	// The server's clock.
	NowMS   int64    `json:"now_ms"`
	Session Snapshot `json:"session"`
}

// Whole is the whole session, for a page that missed a change.
type Whole struct {
	Type string `json:"type" jsonschema:"enum=session"`
	// The request that asked for it.
	ID       string   `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	Revision int      `json:"revision"`
	NowMS    int64    `json:"now_ms"`
	Session  Snapshot `json:"session"`
}

// Change is what differs from the snapshot of the revision before.
type Change struct {
	Type string `json:"type" jsonschema:"enum=change"`
	// The participant's own request that it is the effect of.
	ID       string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	Revision int    `json:"revision"`
	NowMS    int64  `json:"now_ms"`
	// A JSON merge patch (RFC 7396) of the snapshot.
	Changes json.RawMessage `json:"changes" jsonschema:"type=object"`
}

// Done says that a request was carried out.
type Done struct {
	Type string `json:"type" jsonschema:"enum=done"`
	ID   string `json:"id" jsonschema:"minLength=1,maxLength=64"`
	// The revision that has its effect.
	Revision int `json:"revision"`
}

// Clock answers [Time].
type Clock struct {
	Type   string      `json:"type" jsonschema:"enum=time"`
	ID     string      `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	SentMS json.Number `json:"sent_ms" jsonschema:"type=number"`
	NowMS  int64       `json:"now_ms"`
}

// Answer answers [Offer].
type Answer struct {
	Type string `json:"type" jsonschema:"enum=answer"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	SDP  string `json:"sdp"`
}

// Error says that a message had no effect.
type Error struct {
	Type string `json:"type" jsonschema:"enum=error"`
	// The request that was refused, if it had an id.
	ID   string       `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	Code problem.Code `json:"code"`
	// For people.
	Message string `json:"message"`
	// The type of the message; empty where it could not be read.
	Regarding string `json:"regarding"`
}

// The codes that only the socket has; the others are those of package problem.
const (
	// UnknownType: there is no message of this type.
	UnknownType problem.Code = "unknown_type"
	// WrongVersion: the page speaks another version.
	WrongVersion problem.Code = "version"
	// HelloFirst: another message came before hello.
	HelloFirst problem.Code = "hello_first"
)
