package wire

import "encoding/json"

// The types of messages that come from the page.
const (
	TypeHello      = "hello"
	TypeConsent    = "consent"
	TypeSwapRoles  = "swap_roles"
	TypeStart      = "start"
	TypeSkipStage  = "skip_stage"
	TypeEnd        = "end"
	TypeLeave      = "leave"
	TypeWithdraw   = "withdraw"
	TypeMicrophone = "microphone"
	TypeAdmit      = "admit"
	TypeRefuse     = "refuse"
	TypeRemove     = "remove"
	TypeSync       = "sync"
	TypeTime       = "time"
	TypeCopy       = "copy"
	TypeOffer      = "offer"
	TypeCandidate  = "candidate"
)

// FromPage is a message of a page.
type FromPage interface {
	// Name returns the message's type and the ID of the request; empty for none.
	Name() (kind, id string)
}

// Hello is the first message of a page.
type Hello struct {
	Type string `json:"type" jsonschema:"enum=hello"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// The version of the protocol that the page speaks.
	Version int `json:"version"`
}

// Plain is a request that says everything by its type: to consent to the
// recording or take that back, to exchange the roles, to end, to leave, or
// to go over to another microphone.
type Plain struct {
	Type string `json:"type" jsonschema:"enum=consent,enum=swap_roles,enum=end,enum=leave,enum=withdraw,enum=microphone"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// When the one who is recorded said that it is over, on the server's clock; else
	// it counts when it comes.
	AtMS int64 `json:"at_ms,omitempty" jsonschema:"minimum=0"`
}

// Start begins the countdown.
type Start struct {
	Type string `json:"type" jsonschema:"enum=start"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// The IDs of participants who are left out: neither their presence nor their
	// consent is waited for. They are not heard until they consent.
	Without []string `json:"without,omitempty"`
	// It need not have an interviewer, if nobody has that seat: the first leg is the
	// last then.
	Alone bool `json:"alone,omitempty"`
}

// Door is what the host decides about somebody: to admit or to refuse who waits at
// the door, or to remove a participant.
type Door struct {
	Type string `json:"type" jsonschema:"enum=admit,enum=refuse,enum=remove"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// Whom it is about.
	User string `json:"user"`
}

// Sync asks for the whole session: the page missed a change.
type Sync struct {
	Type string `json:"type" jsonschema:"enum=sync"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
}

// SkipStage ends a stage that runs.
type SkipStage struct {
	Type string `json:"type" jsonschema:"enum=skip_stage"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// The index of the stage in the session's stages. Another one that runs is
	// not ended.
	Stage *int `json:"stage" jsonschema:"minimum=0"`
}

// Time asks for the server's clock.
type Time struct {
	Type string `json:"type" jsonschema:"enum=time"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// What the page wants back with the answer: its own clock.
	SentMS json.Number `json:"sent_ms" jsonschema:"type=number"`
}

// Copy says whether this page keeps a copy of what it is recorded with.
type Copy struct {
	Type    string `json:"type" jsonschema:"enum=copy"`
	ID      string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	Keeping bool   `json:"keeping"`
}

// Offer is a WebRTC offer.
type Offer struct {
	Type string `json:"type" jsonschema:"enum=offer"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	SDP  string `json:"sdp"`
}

// Candidate is a trickled ICE candidate, either way.
type Candidate struct {
	Type string `json:"type" jsonschema:"enum=candidate"`
	ID   string `json:"id,omitempty" jsonschema:"minLength=1,maxLength=64"`
	// Empty for the end of the candidates.
	Candidate     string `json:"candidate"`
	SDPMid        string `json:"sdp_mid"`
	SDPMLineIndex uint16 `json:"sdp_mline_index"`
}

// Name implements [FromPage].
func (m *Hello) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Plain) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Start) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Door) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Sync) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *SkipStage) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Time) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Copy) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Offer) Name() (kind, id string) { return m.Type, m.ID }

// Name implements [FromPage].
func (m *Candidate) Name() (kind, id string) { return m.Type, m.ID }
