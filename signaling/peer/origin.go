package peer

// OfferID identifies the connection that made an offer: an ICE restart keeps
// it, a reloaded page has another (RFC 8829 section 5.2.1, the o= line). It fails
// with an [OfferError] for what is no session description (RFC 8866).
func OfferID(offer string) (uint64, error) {
	d, err := readOffer(offer)
	if err != nil {
		return 0, err
	}
	return d.Origin.SessionID, nil
}
