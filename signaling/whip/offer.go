package whip

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"practice/access"
	"practice/ids"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

const (
	// bodyLimit bounds a body, in bytes.
	bodyLimit = 64 << 10
	// atOnce is how many programs may speak for one user at a time.
	atOnce = 4
	// timeout bounds the search for ways to the server, and the wait for the
	// database.
	timeout = 10 * time.Second
	// titleLimit bounds a title, in characters.
	titleLimit = 200
)

// readBody reads a body of one kind.
func readBody(w http.ResponseWriter, r *http.Request, want string) (string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want {
		return "", problem.UnsupportedType.Say("the Content-Type has to be %s", want)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return "", problem.TooMuch.Say("the body has more than %d KiB", bodyLimit>>10)
	}
	if err != nil {
		return "", problem.Malformed.Say("the body did not arrive to its end")
	}
	return string(body), nil
}

// offer begins a session (RFC 9725 section 4.2).
func (s *Server) offer(w http.ResponseWriter, r *http.Request, user *people.User) error {
	if err := access.Authorize(user, access.MakeSession, access.Thing{}); err != nil {
		return err
	}
	leave, err := s.config.Rooms.Admit()
	if err != nil {
		return err
	}
	defer leave()
	sdp, err := readBody(w, r, sdpType)
	if err != nil {
		return err
	}
	session, err := newSession(*user, r.URL.Query().Get("title"))
	if err != nil {
		return err
	}
	giveBack, err := s.places.take(r.Context(), user.ID)
	if err != nil {
		return err
	}
	speaker := &program{over: giveBack, tag: newTag()}
	answer, err := s.open(r, session, *user, speaker, sdp)
	if err != nil {
		giveBack()
		return err
	}
	header := w.Header()
	header.Set("Content-Type", sdpType)
	header.Set("Location", path+"/"+session.ID)
	header.Set("ETag", speaker.tag)
	header.Set("Accept-Patch", fragmentType)
	w.WriteHeader(http.StatusCreated)
	// The status is sent; a program that has gone away is missed soon.
	_, _ = io.WriteString(w, answer)
	return nil
}

// newSession makes the session that a program records.
func newSession(user people.User, title string) (sessions.Session, error) {
	prompt := "Recorded over WHIP"
	if title != "" {
		var err error
		if prompt, err = people.CleanLine("title", title, titleLimit); err != nil {
			return sessions.Session{}, err
		}
	}
	draft := sessions.Draft{
		Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: prompt}},
	}
	return sessions.NewSession(ids.New(), user, draft, time.Now())
}

// open answers the offer and opens the session's room. Nothing is left of one
// that fails.
func (s *Server) open(r *http.Request, session sessions.Session, user people.User, speaker *program, offer string) (answer string, err error) {
	if speaker.voice, err = s.config.Network.NewSpeaker(speaker.move); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, speaker.voice.Close())
		}
	}()
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	if answer, err = speaker.voice.AnswerSpeaker(ctx, offer); err != nil {
		return "", err
	}
	// Whoever goes away now is missed by the room.
	return answer, s.config.Rooms.Open(context.WithoutCancel(ctx), session, user, s.config.Credential(r), speaker)
}
