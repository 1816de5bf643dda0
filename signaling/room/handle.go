package room

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
	"practice/signaling/socket"
	"practice/signaling/wire"
)

// handler carries one message out, and settles it now or later.
type handler func(*request)

// on is the handler for messages of one shape.
func on[M wire.FromPage](do func(*request, M)) handler {
	return func(q *request) {
		if m, is := q.message.(M); is {
			do(q, m)
		}
	}
}

// plain is the handler for a message that says everything by its type.
func plain(do func(*request)) handler {
	return on(func(q *request, _ *wire.Plain) { do(q) })
}

// handlers has one entry for each type of message (PROTOCOL.md, "From the
// page").
var handlers = map[string]handler{ //nolint:gochecknoglobals // a constant table
	wire.TypeHello:      on(handleHello),
	wire.TypeSync:       on(handleSync),
	wire.TypeConsent:    plain(handleConsent),
	wire.TypeSwapRoles:  plain(handleSwapRoles),
	wire.TypeStart:      on(handleStart),
	wire.TypeAdmit:      on(handleAdmit),
	wire.TypeRefuse:     on(handleRefuse),
	wire.TypeRemove:     on(handleRemove),
	wire.TypeSkipStage:  on(handleSkipStage),
	wire.TypeEnd:        plain(handleEnd),
	wire.TypeLeave:      plain(handleLeave),
	wire.TypeWithdraw:   plain(handleWithdraw),
	wire.TypeTime:       on(handleTime),
	wire.TypeOffer:      on(handleOffer),
	wire.TypeCandidate:  on(handleCandidate),
	wire.TypeCopy:       on(handleCopy),
	wire.TypeMicrophone: plain(handleMicrophone),
}

// connectional are the types that belong to one connection: the next one asks
// anew. The others are carried out once, however often they come.
func connectional(kind string) bool {
	switch kind {
	case wire.TypeHello, wire.TypeSync, wire.TypeTime, wire.TypeOffer, wire.TypeCandidate:
		return true
	}
	return false
}

// handle carries out a message of the page that has the seat; it came at an instant.
func (r *Room) handle(userID string, s *socket.Socket, m wire.FromPage, at time.Time) {
	place := r.seats[userID]
	if place == nil || place.socket != s {
		return // another page has taken over
	}
	q := &request{room: r, userID: userID, socket: s, message: m, at: at}
	q.kind, q.id = m.Name()
	if q.id != "" && !connectional(q.kind) {
		before, again := place.answers.recall(q.id)
		if again {
			if before.settled {
				place.reply(q.kind, q.id, before.refused)
			}
			return
		}
		q.answer = before
	}
	if err := r.program.refuses(q.kind); err != nil {
		q.settle(err)
		return
	}
	handlers[q.kind](q)
}

// tell sends an error to everybody.
func (r *Room) tell(told *problem.Error, regarding string) {
	for _, place := range r.seats {
		if place.socket != nil {
			place.socket.Fail(told, regarding, "")
		}
	}
}

// mediaError is a failure of the WebRTC negotiation. What a library says of it is
// for the log.
func mediaError(err error) error {
	coded := fmt.Errorf("%w: %w", problem.Media, err)
	if offer, is := errors.AsType[*peer.OfferError](err); is {
		return problem.Explain(coded, "%s", offer.Words)
	}
	return coded
}

func handleHello(q *request, _ *wire.Hello) {
	q.room.welcome(q.userID, q.room.seats[q.userID])
	q.settle(nil)
}

// handleSync tells a page everything that missed a change.
func handleSync(q *request, _ *wire.Sync) {
	now := time.Now()
	snapshot := q.room.snapshotFor(q.userID, now)
	view := &q.room.seats[q.userID].view
	if _, err := view.follow(snapshot); err != nil {
		q.settle(err)
		return
	}
	q.socket.Send(wire.Whole{Type: wire.TypeSession, ID: q.id, Revision: view.revision, NowMS: unixMS(now), Session: snapshot})
	q.settle(nil)
}

func handleConsent(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.Consent(q.userID, instant()) })
}

func handleSwapRoles(q *request) {
	q.room.ask(q, func(s *sessions.Session) error { return s.SwapRoles(q.userID) })
}

// ErrDiskFull: nothing can be recorded.
var ErrDiskFull = problem.DiskFull.Say("the server’s disk is full; its operator has to make room before anything can be recorded")

// handleStart needs everybody to be there who is not left out, which only the room
// knows.
func handleStart(q *request, m *wire.Start) {
	r := q.room
	there := map[string]bool{}
	for id, place := range r.seats {
		there[id] = place.socket != nil
	}
	recorder := r.config.Recorder
	r.askBy(q, r.start, func(s *sessions.Session) error {
		for _, p := range s.Participants {
			leftOut := slices.Contains(m.Without, p.UserID) && p.Role != sessions.Candidate
			if !there[p.UserID] && !leftOut {
				return problem.Conflict.Say("%s is not connected", p.Name)
			}
		}
		if recorder.LookAtDisk() == recordings.DiskFull {
			return ErrDiskFull
		}
		if m.Alone {
			return s.StartAlone(q.userID, m.Without, instant())
		}
		return s.StartWithout(q.userID, m.Without, instant())
	})
}

// handleCopy notes that the page keeps a copy of what it is recorded with.
func handleCopy(q *request, m *wire.Copy) {
	if leg := q.room.current(); leg != nil && leg.userID == q.userID {
		leg.copied = m.Keeping
		if m.Keeping { // what there is of a copy that broke off is still sent
			leg.capture.Copied(true)
		}
		q.room.publish(q)
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

// handleSkipStage ends the stage that the page names, so that a request that
// comes late does not end the next one. Where that ends a recording it waits for
// nothing, as an end.
func handleSkipStage(q *request, m *wire.SkipStage) {
	now := q.at
	skip := func(s *sessions.Session) error {
		if running := s.Clock.Read(now).Stage; s.State() == sessions.Running && running >= 0 && running != *m.Stage {
			return problem.Conflict.Say("that stage does not run now, and the one that does was not ended")
		}
		return s.SkipStage(q.userID, now)
	}
	after := q.room.session
	after.Participants = slices.Clone(after.Participants)
	if skip(&after) == nil && (after.State() == sessions.Ended || after.Leg != q.room.session.Leg) {
		q.decide(skip)
		return
	}
	q.room.ask(q, skip)
}

// handleEnd waits for nothing: recording somebody who has said that it is over
// would be worse than a row that is late.
func handleEnd(q *request) {
	q.decide(func(s *sessions.Session) error { return s.End(q.userID, q.said(s)) })
}

// handleLeave and handleWithdraw are ends, too.
func handleLeave(q *request) {
	q.decide(func(s *sessions.Session) error { return s.Leave(q.userID, q.said(s)) })
}

func handleWithdraw(q *request) {
	q.decide(func(s *sessions.Session) error { return s.Withdraw(q.userID, q.said(s)) })
}

func handleTime(q *request, m *wire.Time) {
	q.socket.Send(wire.Clock{Type: wire.TypeTime, ID: q.id, SentMS: m.SentMS, NowMS: time.Now().UnixMilli()})
	q.settle(nil)
}

func handleOffer(q *request, m *wire.Offer) {
	answer, err := q.room.offer(q.userID, m.SDP)
	if err != nil {
		q.settle(mediaError(err))
		return
	}
	q.socket.Send(wire.Answer{Type: wire.TypeAnswer, ID: q.id, SDP: answer})
	q.room.connectVoices()
	q.settle(nil)
}

// handleCandidate takes no way to the page from it: the page is found by what it
// sends (decision 12).
func handleCandidate(q *request, m *wire.Candidate) {
	p := q.room.seats[q.userID].peer
	if p == nil {
		q.settle(problem.Media.Say("a candidate came before the offer"))
		return
	}
	if err := peer.CheckCandidate(m.Candidate); err != nil {
		q.settle(mediaError(err))
		return
	}
	q.settle(nil)
}
