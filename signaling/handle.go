package signaling

import (
	"fmt"
	"strings"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
)

// handler carries one message out, and settles it now or later.
type handler func(*request)

// handlers has one entry for each type of message (PROTOCOL.md, "From the
// page").
var handlers = map[string]handler{ //nolint:gochecknoglobals // a constant table
	typeHello:      handleHello,
	typeConsent:    handleConsent,
	typeSwapRoles:  handleSwapRoles,
	typeStart:      handleStart,
	typeSkipStage:  handleSkipStage,
	typeEnd:        handleEnd,
	typeLeave:      handleLeave,
	typeTime:       handleTime,
	typeOffer:      handleOffer,
	typeCandidate:  handleCandidate,
	typeCopy:       handleCopy,
	typeMicrophone: handleMicrophone,
}

// handle carries out a message of the page that has the seat.
func (r *room) handle(userID string, s *socket, m fromPage) {
	if place := r.seats[userID]; place == nil || place.socket != s {
		return // another page has taken over
	}
	do, known := handlers[m.Type]
	if !known {
		s.fail(codeUnknown.Say("there is no message of type %s", quote(m.Type)), m.Type)
		return
	}
	do(&request{room: r, userID: userID, socket: s, message: m})
}

// tell sends an error to everybody.
func (r *room) tell(told *problem.Error, regarding string) {
	for _, place := range r.seats {
		if place.socket != nil {
			place.socket.fail(told, regarding)
		}
	}
}

// mediaError is a failure of the WebRTC negotiation, in its own words.
func mediaError(err error) error {
	return problem.Explain(fmt.Errorf("%w: %w", problem.Media, err), "%s", err)
}

// quote shortens and quotes what a page sent.
func quote(s string) string {
	const longest = 40
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return `"` + s + `"`
}

func handleHello(q *request) {
	q.socket.send(welcomeMessage{typeWelcome, Version, q.userID, q.room.snapshotFor(q.userID, time.Now())})
}

func handleConsent(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.Consent(q.userID, instant()) })
}

func handleSwapRoles(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.SwapRoles(q.userID) })
}

// errDiskFull: nothing can be recorded.
var errDiskFull = problem.DiskFull.Say("the server’s disk is full; its operator has to make room before anything can be recorded")

// handleStart needs everybody to be there, which only the room knows.
func handleStart(q *request) {
	r := q.room
	if r.whip != nil {
		q.settle(problem.Conflict.Say("the recording begins when the program over WHIP is heard"))
		return
	}
	there := map[string]bool{}
	for id, place := range r.seats {
		there[id] = place.socket != nil
	}
	full := r.hub.config.Recorder.Disk() == recordings.DiskFull
	r.ask(q, func(s *sessions.Session) error {
		for _, p := range s.Participants {
			if !there[p.UserID] {
				return problem.Conflict.Say("%s is not connected", p.Name)
			}
		}
		if full {
			return errDiskFull
		}
		return s.Start(q.userID, instant())
	})
}

// handleCopy notes that the page keeps a copy of what it is recorded with.
func handleCopy(q *request) {
	if leg := q.room.current(); leg != nil && leg.userID == q.userID {
		leg.capture.Copied(q.message.Keeping)
	}
	q.settle(nil)
}

// handleMicrophone notes that the page goes over to another microphone.
func handleMicrophone(q *request) {
	if leg := q.room.current(); leg != nil && leg.userID == q.userID {
		leg.capture.NewMicrophone(time.Now())
	}
	q.settle(nil)
}

func handleSkipStage(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.SkipStage(q.userID, instant()) })
}

// handleEnd waits for nothing: recording somebody who has said that it is over
// would be worse than a row that is late.
func handleEnd(q *request) {
	now := instant()
	q.settle(q.room.decide(func(s *sessions.Session) error { return s.End(q.userID, now) }))
}

func handleLeave(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.Leave(q.userID) })
}

func handleTime(q *request) {
	q.socket.send(timeMessage{typeTime, q.message.SentMS, time.Now().UnixMilli()})
}

func handleOffer(q *request) {
	if err := q.room.offer(q.userID, q.socket, q.message.SDP); err != nil {
		q.settle(mediaError(err))
		return
	}
	q.settle(nil)
}

func handleCandidate(q *request) {
	p := q.room.seats[q.userID].peer
	if p == nil {
		q.settle(problem.Media.Say("a candidate came before the offer"))
		return
	}
	m := q.message
	if err := p.AddCandidate(peer.Candidate{Candidate: m.Candidate, SDPMid: m.SDPMid, SDPMLineIndex: m.SDPMLineIndex}); err != nil {
		q.settle(mediaError(err))
		return
	}
	q.settle(nil)
}
