package signaling

import "practice/problem"

// request is a message of a page on its way to its answer.
type request struct {
	room    *room
	userID  string
	socket  *socket
	message fromPage
}

// mostAsked is how many requests of a room may wait for the database.
const mostAsked = 64

var (
	// errUnavailable: the database did not answer, and nothing was changed.
	errUnavailable = problem.Unavailable.Say("the database does not answer, and nothing was changed; try again in a moment")
	// errUncertain: the database fell silent before it had confirmed the change.
	errUncertain = problem.Unavailable.Say("the database does not answer; whether this was done shows once it does")
	// errBusy: others wait already.
	errBusy = problem.TooMany.Say("too much waits for the database already, and nothing was changed; try again in a moment")
)

// settle ends the request; an error is told to the page. It is called once.
func (q *request) settle(err error) {
	if err == nil {
		return
	}
	told := problem.Of(err)
	switch told.Code {
	case problem.Internal:
		q.room.log.Error("message failed", "type", q.message.Type, "user", q.userID, "err", err)
	case problem.Media:
		q.room.log.Info("voice could not be connected", "type", q.message.Type, "user", q.userID, "err", err)
	}
	q.socket.fail(told, q.message.Type)
}
