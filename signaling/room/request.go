package room

import (
	"time"

	"practice/problem"
	"practice/sessions"
	"practice/signaling/socket"
	"practice/signaling/wire"
)

// request is a message of a page on its way to its answer.
type request struct {
	room    *Room
	userID  string
	socket  *socket.Socket
	message wire.FromPage
	kind    string
	// at is when it came, as the database keeps instants.
	at time.Time
	// id is the page's name for it; empty when it wants no answer.
	id string
	// answer is what the seat remembers of it; nil for what belongs to one
	// connection.
	answer *answer
}

// mostAsked is how many requests of a room may wait for the database.
const mostAsked = 64

var (
	// errUncertain: the database fell silent before it had confirmed the change.
	errUncertain = problem.Unavailable.Say("the database does not answer; whether this was done shows once it does")
	// errBusy: others wait already.
	errBusy = problem.TooMany.Say("too much waits for the database already, and nothing was changed; try again in a moment")
)

// decide carries a rule out in the room at once, and then in the database.
func (q *request) decide(rule rule) {
	q.settle(q.room.decide(q, rule))
	q.room.unseat()
}

// said is when a stop counts that the page asks for.
func (q *request) said(s *sessions.Session) time.Time {
	var said time.Time
	if m, is := q.message.(*wire.Plain); is && m.AtMS > 0 {
		said = time.UnixMilli(m.AtMS).UTC()
	}
	return s.SaidAt(q.userID, said, q.at)
}

// settle ends the request: the page is told that it was carried out, or why not.
// It is called once, after what the request changed was sent.
func (q *request) settle(err error) {
	place := q.room.seats[q.userID]
	if place == nil || place.socket == nil {
		place = &seat{socket: q.socket}
	}
	var told *problem.Error
	if err != nil {
		told = problem.Of(err)
		q.note(told, err)
	}
	if q.answer != nil {
		q.answer.settled, q.answer.refused = true, told
	}
	place.reply(q.kind, q.id, told)
}

// note logs a refusal that is not the person's doing.
func (q *request) note(told *problem.Error, err error) {
	switch told.Code {
	case problem.Internal:
		q.room.log.Error("message failed", "type", q.kind, "user", q.userID, "err", err)
	case problem.Media:
		q.room.log.Info("voice could not be connected", "type", q.kind, "user", q.userID, "err", err)
	}
}

// reply tells a page how its request went. One without an id hears of a refusal
// only.
func (p *seat) reply(kind, id string, refused *problem.Error) {
	switch {
	case refused != nil:
		p.socket.Fail(refused, kind, id)
	case id != "":
		p.socket.Send(wire.Done{Type: wire.TypeDone, ID: id, Revision: p.view.revision})
	}
}
