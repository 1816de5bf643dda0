package signaling

import (
	"encoding/json"

	"practice/problem"
)

// Version is the version of the protocol (PROTOCOL.md).
const Version = 1

// The types of messages.
const (
	typeHello      = "hello"
	typeConsent    = "consent"
	typeSwapRoles  = "swap_roles"
	typeStart      = "start"
	typeSkipStage  = "skip_stage"
	typeEnd        = "end"
	typeLeave      = "leave"
	typeTime       = "time"
	typeOffer      = "offer"
	typeCandidate  = "candidate"
	typeCopy       = "copy"
	typeMicrophone = "microphone"
	typeWelcome    = "welcome"
	typeSession    = "session"
	typeAnswer     = "answer"
	typeError      = "error"
)

// The codes that only the socket has; the others are those of package problem.
const (
	// codeUnknown: there is no message of this type.
	codeUnknown problem.Code = "unknown_type"
	// codeVersion: the page speaks another version.
	codeVersion problem.Code = "version"
	// codeHelloFirst: another message came before hello.
	codeHelloFirst problem.Code = "hello_first"
)

// fromPage is any message of a page. Fields that a type does not have are
// ignored.
type fromPage struct {
	Type          string      `json:"type"`
	Version       int         `json:"version"`
	SentMS        json.Number `json:"sent_ms"`
	SDP           string      `json:"sdp"`
	Candidate     string      `json:"candidate"`
	SDPMid        string      `json:"sdp_mid"`
	SDPMLineIndex uint16      `json:"sdp_mline_index"`
	Keeping       bool        `json:"keeping"`
}

type welcomeMessage struct {
	Type    string   `json:"type"`
	Version int      `json:"version"`
	You     string   `json:"you"`
	Session snapshot `json:"session"`
}

type sessionMessage struct {
	Type    string   `json:"type"`
	Session snapshot `json:"session"`
}

type timeMessage struct {
	Type   string      `json:"type"`
	SentMS json.Number `json:"sent_ms"`
	NowMS  int64       `json:"now_ms"`
}

type answerMessage struct {
	Type string `json:"type"`
	SDP  string `json:"sdp"`
}

type candidateMessage struct {
	Type          string `json:"type"`
	Candidate     string `json:"candidate"`
	SDPMid        string `json:"sdp_mid"`
	SDPMLineIndex uint16 `json:"sdp_mline_index"`
}

type errorMessage struct {
	Type      string       `json:"type"`
	Code      problem.Code `json:"code"`
	Message   string       `json:"message"`
	Regarding string       `json:"regarding"`
}

// decode reads a message of a page. Whatever the bytes are, it answers with a
// message or an error.
func decode(data []byte) (fromPage, error) {
	var m fromPage
	if err := json.Unmarshal(data, &m); err != nil {
		return fromPage{}, problem.Malformed.Say("the message is not understood: %v", err)
	}
	if m.Type == "" {
		return fromPage{}, problem.Malformed.Say("the message is not understood: it has no type")
	}
	if (m.Type == typeOffer && m.SDP == "") || (m.Type == typeTime && m.SentMS == "") {
		return fromPage{}, problem.Malformed.Say("the message is not understood: a %s without its content", m.Type)
	}
	return m, nil
}
