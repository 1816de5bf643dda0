package peer

import (
	"slices"

	"github.com/pion/sdp/v3"

	"practice/problem"
)

// longestCandidate bounds a candidate, in bytes. Browsers write about 150.
const longestCandidate = 512

// withoutCandidates is a description that names no addresses of its sender. Whoever
// is named there would be pinged by the server, whatever machine that is: one on
// the internet that wants no packets, or one of the server's own network that only
// the server can reach. It isn't needed: the sender must reach the server's port
// in any case, and is known from there by a check that it has proven with the
// password of the session (RFC 8445 section 7.3.1.3).
func withoutCandidates(d *sdp.SessionDescription) *sdp.SessionDescription {
	bare := *d
	bare.Attributes = notCandidates(d.Attributes)
	bare.MediaDescriptions = nil
	for _, section := range d.MediaDescriptions {
		m := *section
		m.Attributes = notCandidates(section.Attributes)
		bare.MediaDescriptions = append(bare.MediaDescriptions, &m)
	}
	return &bare
}

func notCandidates(attributes []sdp.Attribute) []sdp.Attribute {
	return slices.DeleteFunc(slices.Clone(attributes), func(a sdp.Attribute) bool {
		return a.IsICECandidate() || a.Key == sdp.AttrKeyEndOfCandidates
	})
}

// CheckCandidate says whether a page's trickled candidate is one (RFC 8839 section
// 5.1), of a kind that is known or not; the empty one ends them. It fails with an
// [OfferError]. Nothing is done with it: see withoutCandidates.
func CheckCandidate(text string) error {
	if text == "" || new(Fragment).candidate(text, text) == nil {
		return nil
	}
	return malformed("The candidate %s is none (RFC 8839 section 5.1).", problem.Quote(text))
}
