package peer

import (
	"fmt"

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
