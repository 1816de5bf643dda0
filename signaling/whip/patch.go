package whip

import (
	"context"
	"io"
	"net/http"

	"practice/etag"
	"practice/people"
	"practice/problem"
	"practice/signaling/peer"
)

// errNotOurs: the source of the session came by another door.
var errNotOurs = problem.NotFound.Say("there is no such session, or it has ended")

// patch takes more candidates, or restarts ICE (RFC 9725 section 4.3).
func (s *Server) patch(w http.ResponseWriter, r *http.Request, user *people.User) error {
	source, err := s.config.Rooms.Speaking(r.PathValue("id"), user.ID)
	if err != nil {
		return err
	}
	speaker, is := source.(*program)
	if !is {
		return errNotOurs
	}
	body, err := readBody(w, r, fragmentType)
	if err != nil {
		return err
	}
	conditions := r.Header.Values("If-Match")
	if len(conditions) == 0 {
		return problem.PreconditionRequired.Say("If-Match is needed: the ETag of the ICE session for more candidates, * for a restart")
	}
	fragment, err := peer.ParseFragment(body)
	if err != nil {
		return err
	}
	// One after the other, so that the ETag is that of what happens.
	speaker.patching.Lock()
	defer speaker.patching.Unlock()
	if !etag.Match(conditions, speaker.tag) {
		return problem.PreconditionFailed.Say("ICE has been restarted since; the ETag is another")
	}
	ufrag, pwd := speaker.voice.Current()
	switch {
	case fragment.Ufrag == ufrag && fragment.Pwd == pwd:
		// More candidates: they were read, and none is needed (decision 12).
		w.WriteHeader(http.StatusNoContent)
		return nil
	case fragment.Ufrag == ufrag || fragment.Pwd == pwd:
		return problem.Invalid.Say("a restart of ICE changes both ice-ufrag and ice-pwd (RFC 8839 section 4.4.1.1.1)")
	}
	return speaker.restart(w, r, fragment)
}

// restart goes over to another ICE session (RFC 9725 section 4.3.3). The caller
// holds the lock on the tag.
func (p *program) restart(w http.ResponseWriter, r *http.Request, fragment peer.Fragment) error {
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	restarted, err := p.voice.Restart(ctx, fragment)
	if err != nil {
		return err
	}
	p.tag = newTag()
	w.Header().Set("ETag", p.tag)
	w.Header().Set("Content-Type", fragmentType)
	w.WriteHeader(http.StatusOK)
	// The status is sent; a program that has gone away is missed soon.
	_, _ = io.WriteString(w, restarted.String())
	return nil
}

// end ends the session (RFC 9725 section 4.2); its clip is stored.
func (s *Server) end(w http.ResponseWriter, r *http.Request, user *people.User) error {
	if err := s.config.Rooms.End(r.PathValue("id"), user.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
