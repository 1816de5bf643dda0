package room

import (
	"practice/sessions"
	"practice/signaling/socket"
	"practice/signaling/wire"
)

func handleAdmit(q *request, m *wire.Door) {
	q.room.ask(q, func(s *sessions.Session) error { return s.Admit(q.userID, m.User, instant()) })
}

func handleRefuse(q *request, m *wire.Door) {
	q.room.ask(q, func(s *sessions.Session) error { return s.Refuse(q.userID, m.User, instant()) })
}

// handleRemove waits for nothing, as an end: who is not wanted is neither recorded
// nor heard from that instant on.
func handleRemove(q *request, m *wire.Door) {
	q.decide(func(s *sessions.Session) error { return s.Remove(q.userID, m.User, q.at) })
}

// knocks shows the host who waits at the door; nobody else learns of them.
func (r *Room) knocks(userID string) []wire.Knock {
	if userID != r.session.OwnerID {
		return nil
	}
	var out []wire.Knock
	for _, k := range r.session.Door.Knocks {
		out = append(out, wire.Knock{ID: k.UserID, Name: k.Name, Role: string(k.Role), AtMS: unixMS(k.At)})
	}
	return out
}

// unseat empties the seats that are their participants' no more.
func (r *Room) unseat() {
	for id := range r.seats {
		switch standing, _ := r.session.Standing(id); standing {
		case sessions.Seated:
		case sessions.Removed:
			r.clear(id, socket.Removed, "removed by the host")
		default:
			r.clear(id, socket.SeatGone, "the seat is gone")
		}
	}
}

// clear empties a seat that is its participant's no more: whoever has none is
// not heard and hears nobody.
func (r *Room) clear(userID string, code int, why string) {
	if s := r.seats[userID].socket; s != nil {
		s.Close(code, why)
	}
	r.dropPeer(userID)
	delete(r.seats, userID)
}
