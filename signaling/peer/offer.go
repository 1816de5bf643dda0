package peer

import (
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"

	"practice/problem"
)

// mostCandidates bounds the ICE candidates of a program in one description or
// fragment.
const mostCandidates = 64

// mostSections bounds the media sections of an offer. A page has four; each costs the
// server a transceiver and a part of the answer, with every offer again.
const mostSections = 16

// OfferError says why an offer or a fragment is not taken.
type OfferError struct {
	// Malformed: it is not understood. Else it is, and can't be met.
	Malformed bool
	// Words are a sentence for who wrote the program.
	Words string
	// cause is what a library said, for the log alone; nil for none.
	cause error
}

// Error is the words, with the cause.
func (e *OfferError) Error() string {
	if e.cause != nil {
		return strings.TrimSuffix(e.Words, ".") + ": " + e.cause.Error()
	}
	return e.Words
}

// Unwrap is the cause.
func (e *OfferError) Unwrap() error { return e.cause }

func malformed(format string, args ...any) error {
	return &OfferError{Malformed: true, Words: fmt.Sprintf(format, args...)}
}

func unusable(format string, args ...any) error {
	return &OfferError{Words: fmt.Sprintf(format, args...)}
}

// readOffer reads an offer. It fails with an [OfferError].
func readOffer(offer string) (*sdp.SessionDescription, error) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(offer); err != nil || !strings.HasPrefix(offer, "v=0") {
		return nil, malformed("The offer is not a session description (RFC 8866).")
	}
	if n := len(d.MediaDescriptions); n > mostSections {
		return nil, unusable("The offer has %d media sections; %d are taken at most.", n, mostSections)
	}
	return &d, nil
}

// readSpeaker reads the offer of a program that sends its voice (RFC 9725
// section 4.2). It may offer video as well, which is declined.
func readSpeaker(offer string) (*sdp.SessionDescription, error) {
	d, err := readOffer(offer)
	if err != nil {
		return nil, err
	}
	var voice *sdp.MediaDescription
	candidates := 0
	for _, m := range d.MediaDescriptions {
		for _, a := range m.Attributes {
			if a.IsICECandidate() {
				candidates++
			}
		}
		switch kind := m.MediaName.Media; {
		case kind == "audio" && voice != nil:
			return nil, unusable("The offer has several audio sections; one voice is recorded.")
		case kind == "audio":
			voice = m
		case kind != "video":
			return nil, unusable("The offer has a section of kind %s; only audio is recorded.", problem.Quote(kind))
		}
	}
	switch {
	case voice == nil:
		return nil, unusable("The offer has no audio section.")
	case candidates > mostCandidates:
		return nil, unusable("The offer has more than %d ICE candidates.", mostCandidates)
	case !hasOpus(voice):
		return nil, unusable("The offer’s audio section has no Opus (opus/48000/2, RFC 7587).")
	}
	direction := directionOf(d, voice)
	if direction != sdp.AttrKeySendOnly && direction != sdp.AttrKeySendRecv {
		return nil, unusable("The offer’s audio section is %s; a WHIP client sends.", direction)
	}
	return d, nil
}

func hasOpus(m *sdp.MediaDescription) bool {
	for _, a := range m.Attributes {
		if _, encoding, _ := strings.Cut(a.Value, " "); a.Key == "rtpmap" && strings.EqualFold(encoding, "opus/48000/2") {
			return true
		}
	}
	return false
}

// directionOf is the direction of a section, or of the session; sendrecv where
// neither says (RFC 8866 section 6.7).
func directionOf(d *sdp.SessionDescription, m *sdp.MediaDescription) string {
	for _, attributes := range [][]sdp.Attribute{m.Attributes, d.Attributes} {
		for _, a := range attributes {
			switch a.Key {
			case sdp.AttrKeySendOnly, sdp.AttrKeySendRecv, sdp.AttrKeyRecvOnly, sdp.AttrKeyInactive:
				return a.Key
			}
		}
	}
	return sdp.AttrKeySendRecv
}

// moveCandidates brings the candidates to the first section that is used. pion
// writes them into the first one, declined or not.
func moveCandidates(d *sdp.SessionDescription) {
	var candidates []sdp.Attribute
	var used *sdp.MediaDescription
	for _, m := range d.MediaDescriptions {
		var rest []sdp.Attribute
		for _, a := range m.Attributes {
			if a.IsICECandidate() || a.Key == sdp.AttrKeyEndOfCandidates {
				candidates = append(candidates, a)
			} else {
				rest = append(rest, a)
			}
		}
		m.Attributes = rest
		if used == nil && m.MediaName.Port.Value != 0 {
			used = m
		}
	}
	if used != nil {
		used.Attributes = append(used.Attributes, candidates...)
	}
}

// withDeclined gives the sections that an answer declines what the offer called
// them (RFC 8829 section 5.3.1); pion leaves it out.
func withDeclined(answer string, offer *sdp.SessionDescription) (string, error) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(answer); err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	moveCandidates(&d)
	for i, m := range d.MediaDescriptions {
		if m.MediaName.Port.Value != 0 || i >= len(offer.MediaDescriptions) {
			continue
		}
		if _, named := m.Attribute(sdp.AttrKeyMID); named {
			continue
		}
		if mid, named := offer.MediaDescriptions[i].Attribute(sdp.AttrKeyMID); named {
			m.WithValueAttribute(sdp.AttrKeyMID, mid)
		}
		m.WithPropertyAttribute(sdp.AttrKeyInactive)
	}
	text, err := d.Marshal()
	if err != nil {
		return "", fmt.Errorf("write the answer: %w", err)
	}
	return string(text), nil
}
