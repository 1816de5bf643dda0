package signaling

import "practice/recordings"

// BreakVoice lets what takes a user's voice panic, with the next packet.
func (h *Hub) BreakVoice(id, userID string) error {
	return h.inRoom(id, func(r *room) error {
		r.seats[userID].peer.SetSink(shielded(r, func(recordings.Packet) { panic("a bug") }))
		return nil
	})
}

// LoseVoice lets a session's program be gone for longer than is waited for.
func (h *Hub) LoseVoice(id string) error {
	return h.inRoom(id, func(r *room) error {
		r.program.gone = instant().Add(-sourceAbsence)
		return nil
	})
}

// Break lets a session's room panic.
func (h *Hub) Break(id string) error {
	return h.inRoom(id, func(*room) error { panic("a bug") })
}
