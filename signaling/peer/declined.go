package peer

import (
	"fmt"

	"github.com/pion/sdp/v3"
)

// forProgram makes of pion's answer one for a program that only sends its voice
// (RFC 9725 section 4.2): the voice is received alone, the candidates stand in
// the first section that is used, and declined sections keep their names (RFC
// 8829 section 5.3.1).
func forProgram(answer, offer string) (string, error) {
	var d, offered sdp.SessionDescription
	for text, into := range map[string]*sdp.SessionDescription{answer: &d, offer: &offered} {
		if err := into.UnmarshalString(text); err != nil {
			return "", fmt.Errorf("read a session description: %w", err)
		}
	}
	moveCandidates(&d)
	for i, m := range d.MediaDescriptions {
		for k := range m.Attributes {
			if m.Attributes[k].Key == sdp.AttrKeySendRecv {
				m.Attributes[k].Key = sdp.AttrKeyRecvOnly
			}
		}
		if m.MediaName.Port.Value != 0 || i >= len(offered.MediaDescriptions) {
			continue
		}
		if _, named := m.Attribute(sdp.AttrKeyMID); named {
			continue
		}
		if mid, named := offered.MediaDescriptions[i].Attribute(sdp.AttrKeyMID); named {
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
