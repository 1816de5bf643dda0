package signaling

import (
	"encoding/json"
	"errors"
	"fmt"
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
	codeMalformed  = "malformed"
	codeUnknown    = "unknown_type"
	codeVersion    = "version"
	codeHelloFirst = "hello_first"
	codeForbidden  = "forbidden"
	codeConflict   = "conflict"
	codeNotFound   = "not_found"
	codeMedia      = "media"
	codeInternal   = "internal"
	// codeUnavailable: the database does not answer.
	codeUnavailable = "unavailable"
	// codeBusy: too much is asked at once.
	codeBusy = "busy"
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
	Type      string `json:"type"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	Regarding string `json:"regarding"`
}

var errMalformed = errors.New("the message is not understood")

// decode reads a message of a page. Whatever the bytes are, it answers with a
// message or an error.
func decode(data []byte) (fromPage, error) {
	var m fromPage
	if err := json.Unmarshal(data, &m); err != nil {
		return fromPage{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if m.Type == "" {
		return fromPage{}, fmt.Errorf("%w: it has no type", errMalformed)
	}
	if (m.Type == typeOffer && m.SDP == "") || (m.Type == typeTime && m.SentMS == "") {
		return fromPage{}, fmt.Errorf("%w: a %s without its content", errMalformed, m.Type)
	}
	return m, nil
}
