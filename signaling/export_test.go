package signaling

import "time"

// LoseVoice lets a session's program be gone for longer than is waited for.
func (h *Hub) LoseVoice(id string) error {
	return h.inRoom(id, func(r *room) error {
		r.whip.gone = time.Now().Add(-whipAbsence)
		return nil
	})
}
