package signaling

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
)

// handler carries one message out. Its error is told to the page.
type handler func(r *room, userID string, s *socket, m fromPage) error

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
		s.fail(codeUnknown, "There is no message of type "+quote(m.Type)+".", m.Type)
		return
	}
	if err := do(r, userID, s, m); err != nil {
		code, words := explain(err)
		switch code {
		case codeInternal:
			r.log.Error("message failed", "type", m.Type, "user", userID, "err", err)
		case codeMedia:
			r.log.Info("voice could not be connected", "type", m.Type, "user", userID, "err", err)
		}
		s.fail(code, words, m.Type)
	}
}

// tell sends an error to everybody.
func (r *room) tell(code, message, regarding string) {
	for _, place := range r.seats {
		if place.socket != nil {
			place.socket.fail(code, message, regarding)
		}
	}
}

// mediaError is a failure of the WebRTC negotiation.
type mediaError struct{ error }

// explain maps an error to the protocol.
func explain(err error) (code, words string) {
	var media mediaError
	switch {
	case errors.As(err, &media):
		return codeMedia, err.Error()
	case errors.Is(err, sessions.ErrForbidden):
		return codeForbidden, "Observers watch; candidate and interviewer decide."
	case errors.Is(err, sessions.ErrNotFound):
		return codeNotFound, "You have no seat in this session any more."
	case errors.Is(err, sessions.ErrConflict):
		return codeConflict, sentence(strings.TrimPrefix(err.Error(), sessions.ErrConflict.Error()+": "))
	}
	return codeInternal, "The server could not do that. Try again; if it stays, the server's log says why."
}

// sentence makes a sentence of a clause.
func sentence(clause string) string {
	first, size := utf8.DecodeRuneInString(clause)
	if size > 0 {
		clause = string(unicode.ToUpper(first)) + clause[size:]
	}
	return clause + "."
}

// quote shortens and quotes what a page sent.
func quote(s string) string {
	const longest = 40
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return `"` + s + `"`
}

func handleHello(r *room, userID string, s *socket, _ fromPage) error {
	s.send(welcomeMessage{typeWelcome, Version, userID, r.snapshotFor(userID, time.Now())})
	return nil
}

func handleConsent(r *room, userID string, _ *socket, _ fromPage) error {
	return r.change(func(s *sessions.Session, now time.Time) error { return s.Consent(userID, now) })
}

func handleSwapRoles(r *room, userID string, _ *socket, _ fromPage) error {
	return r.change(func(s *sessions.Session, _ time.Time) error { return s.SwapRoles(userID) })
}

// handleStart needs everybody to be there, which only the room knows.
func handleStart(r *room, userID string, _ *socket, _ fromPage) error {
	if r.whip != nil {
		return sessions.Conflict("the recording begins when the program over WHIP is heard")
	}
	return r.change(func(s *sessions.Session, now time.Time) error {
		for _, p := range s.Participants {
			if place := r.seats[p.UserID]; place == nil || place.socket == nil {
				return sessions.Conflict("%s is not connected", p.Name)
			}
		}
		if r.hub.config.Recorder.Disk() == recordings.DiskFull {
			return sessions.Conflict("the server’s disk is full; its operator has to make room before anything can be recorded")
		}
		return s.Start(userID, now)
	})
}

// handleCopy notes that the page keeps a copy of what it is recorded with.
func handleCopy(r *room, userID string, _ *socket, m fromPage) error {
	if t := r.current(); t != nil && t.userID == userID {
		t.capture.Copied(m.Keeping)
	}
	return nil
}

// handleMicrophone notes that the page goes over to another microphone.
func handleMicrophone(r *room, userID string, _ *socket, _ fromPage) error {
	if t := r.current(); t != nil && t.userID == userID {
		t.capture.NewMicrophone(time.Now())
	}
	return nil
}

func handleSkipStage(r *room, userID string, _ *socket, _ fromPage) error {
	return r.change(func(s *sessions.Session, now time.Time) error { return s.SkipStage(userID, now) })
}

func handleEnd(r *room, userID string, _ *socket, _ fromPage) error {
	return r.change(func(s *sessions.Session, now time.Time) error { return s.End(userID, now) })
}

func handleLeave(r *room, userID string, _ *socket, _ fromPage) error {
	if err := r.change(func(s *sessions.Session, _ time.Time) error { return s.Leave(userID) }); err != nil {
		return err
	}
	r.clear(userID, "you left")
	r.publish()
	return nil
}

func handleTime(_ *room, _ string, s *socket, m fromPage) error {
	s.send(timeMessage{typeTime, m.SentMS, time.Now().UnixMilli()})
	return nil
}

func handleOffer(r *room, userID string, s *socket, m fromPage) error {
	if err := r.offer(userID, s, m.SDP); err != nil {
		return mediaError{err}
	}
	return nil
}

func handleCandidate(r *room, userID string, _ *socket, m fromPage) error {
	p := r.seats[userID].peer
	if p == nil {
		return mediaError{errors.New("a candidate came before the offer")}
	}
	if err := p.AddCandidate(peer.Candidate{Candidate: m.Candidate, SDPMid: m.SDPMid, SDPMLineIndex: m.SDPMLineIndex}); err != nil {
		return mediaError{err}
	}
	return nil
}
