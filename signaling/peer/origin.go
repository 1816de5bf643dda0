package peer

import (
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"
)

// OfferID identifies the connection that made an offer: an ICE restart keeps
// it, a reloaded page has another (RFC 8829 section 5.2.1, the o= line). It fails
// for what is no session description (RFC 8866).
func OfferID(offer string) (uint64, error) {
	var description sdp.SessionDescription
	if err := description.UnmarshalString(offer); err != nil {
		return 0, fmt.Errorf("read the offer: %w", err)
	}
	return description.Origin.SessionID, nil
}

// OffersOpus reports whether an offer has a voice that can be recorded. It fails
// for what is no session description (RFC 8866).
func OffersOpus(offer string) (bool, error) {
	var description sdp.SessionDescription
	if err := description.UnmarshalString(offer); err != nil {
		return false, fmt.Errorf("read the offer: %w", err)
	}
	for _, m := range description.MediaDescriptions {
		if m.MediaName.Media != "audio" {
			continue
		}
		for _, a := range m.Attributes {
			if a.Key == "rtpmap" && strings.Contains(strings.ToLower(a.Value), " opus/48000") {
				return true, nil
			}
		}
	}
	return false, nil
}
