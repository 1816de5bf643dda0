package signaling

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
