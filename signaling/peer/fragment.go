package peer

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/sdp/v3"

	"practice/problem"
)

// Fragment is what an SDP fragment says of ICE (RFC 8840 section 9).
type Fragment struct {
	Ufrag, Pwd string
	// Media is the m= line that the candidates are for, Mid its name.
	Media, Mid string
	// Candidates are the values of a=candidate lines, "candidate:" included.
	Candidates []string
	// Ended: no more candidates will come.
	Ended bool
}

// ParseFragment reads a fragment from anywhere. It fails with an [OfferError].
func ParseFragment(text string) (Fragment, error) {
	var f Fragment
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		kind, value, found := strings.Cut(line, "=")
		if !found || len(kind) != 1 {
			return Fragment{}, malformed("The fragment has the line %s, which is none of a session description.", problem.Quote(line))
		}
		switch kind {
		case "m":
			f.Media = value
		case "a":
			if err := f.attribute(value); err != nil {
				return Fragment{}, err
			}
		}
	}
	switch {
	case f.Ufrag == "" || f.Pwd == "":
		return Fragment{}, malformed("The fragment lacks a=ice-ufrag or a=ice-pwd (RFC 8840 section 9).")
	case len(f.Candidates) > mostCandidates:
		return Fragment{}, unusable("The fragment has more than %d candidates.", mostCandidates)
	}
	return f, nil
}

func (f *Fragment) attribute(attribute string) error {
	key, value, _ := strings.Cut(attribute, ":")
	switch key {
	case "ice-ufrag":
		return once(&f.Ufrag, value, 4)
	case "ice-pwd":
		return once(&f.Pwd, value, 22)
	case sdp.AttrKeyMID:
		f.Mid = value
	case sdp.AttrKeyEndOfCandidates:
		f.Ended = true
	case sdp.AttrKeyCandidate:
		if f.Media == "" {
			return malformed("The fragment has a candidate before its m= line.")
		}
		return f.candidate(attribute, value)
	}
	return nil
}

// once takes a credential (RFC 8839 section 5.4), which may stand at several
// places but has one value.
func once(into *string, value string, least int) error {
	const most = 256
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '/'
	}
	switch {
	case len(value) < least || len(value) > most || strings.ContainsFunc(value, func(r rune) bool { return !plain(r) }):
		return malformed("The fragment has an ICE credential that is none (RFC 8839 section 5.4).")
	case *into != "" && *into != value:
		return malformed("The fragment has ICE credentials that contradict one another.")
	}
	*into = value
	return nil
}

// candidate takes one. Those of a kind that is not known, or whose address can't
// be resolved, are passed over (RFC 9725 section 4.3.2).
func (f *Fragment) candidate(attribute, value string) error {
	const addressAt, least = 4, 8
	if len(value) > longestCandidate {
		return malformed("The fragment has a candidate of more than %d bytes.", longestCandidate)
	}
	_, err := ice.UnmarshalCandidate(value)
	fields := strings.Fields(value)
	switch {
	case err == nil:
		f.Candidates = append(f.Candidates, attribute)
	case errors.Is(err, ice.ErrUnknownCandidateTyp), errors.Is(err, ice.ErrDetermineNetworkType):
	case len(fields) >= least && !isAddress(fields[addressAt]):
	default:
		return malformed("The fragment has the candidate %s, which is none (RFC 8839 section 5.1).", problem.Quote(value))
	}
	return nil
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// String writes the fragment.
func (f Fragment) String() string {
	lines := []string{"a=ice-ufrag:" + f.Ufrag, "a=ice-pwd:" + f.Pwd, "m=" + f.Media, "a=mid:" + f.Mid}
	for _, c := range f.Candidates {
		lines = append(lines, "a="+c)
	}
	if f.Ended {
		lines = append(lines, "a="+sdp.AttrKeyEndOfCandidates)
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// fragmentOf takes what a description says of ICE, of the section that the
// others are bundled with: the first one that is not declined.
func fragmentOf(d *sdp.SessionDescription) Fragment {
	var f Fragment
	for _, m := range d.MediaDescriptions {
		if isDeclined(m) {
			continue
		}
		f.Media = m.MediaName.String()
		for _, a := range append(append([]sdp.Attribute{}, d.Attributes...), m.Attributes...) {
			switch {
			case a.Key == "ice-ufrag":
				f.Ufrag = a.Value
			case a.Key == "ice-pwd":
				f.Pwd = a.Value
			case a.Key == sdp.AttrKeyMID:
				f.Mid = a.Value
			case a.IsICECandidate():
				f.Candidates = append(f.Candidates, "candidate:"+a.Value)
			case a.Key == sdp.AttrKeyEndOfCandidates:
				f.Ended = true
			}
		}
		return f
	}
	return f
}

// isDeclined reports whether a section is not used: its port is 0, which in one
// that is bundled only means nothing (RFC 9143 section 6).
func isDeclined(m *sdp.MediaDescription) bool {
	_, bundled := m.Attribute("bundle-only")
	return m.MediaName.Port.Value == 0 && !bundled
}

// restarted is the offer with other ICE credentials.
func restarted(offer *sdp.SessionDescription, f Fragment) *sdp.SessionDescription {
	d := *offer
	d.Origin.SessionVersion++
	d.Attributes = withICE(offer.Attributes, f)
	d.MediaDescriptions = nil
	for _, section := range offer.MediaDescriptions {
		m := *section
		m.Attributes = withICE(section.Attributes, f)
		d.MediaDescriptions = append(d.MediaDescriptions, &m)
	}
	return &d
}

func withICE(attributes []sdp.Attribute, f Fragment) []sdp.Attribute {
	var out []sdp.Attribute
	for _, a := range attributes {
		switch a.Key {
		case "ice-ufrag":
			a.Value = f.Ufrag
		case "ice-pwd":
			a.Value = f.Pwd
		}
		out = append(out, a)
	}
	return out
}
