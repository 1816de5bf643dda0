package signaling

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"practice/etag"
	"practice/ids"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
	"practice/signaling/peer"
)

// The bounds of WHIP.
const (
	// whipLimit bounds a body, in bytes.
	whipLimit = 64 << 10
	// whipAtOnce is how many programs may speak for one user at a time.
	whipAtOnce = 4
	// whipTimeout bounds the reading of a body and the search for ways to the
	// server.
	whipTimeout = 10 * time.Second
	// whipTitle bounds a title, in characters.
	whipTitle = 200
)

const (
	sdpType      = "application/sdp"
	fragmentType = "application/trickle-ice-sdpfrag"
	whipPath     = "/whip"
)

// WHIP serves the WebRTC-HTTP ingestion protocol (RFC 9725) at /whip and below:
// programs such as OBS record a solo session of their token's user.
func (h *Hub) WHIP() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST "+whipPath, h.whipAnswer(h.whipOffer))
	mux.Handle("PATCH "+whipPath+"/{id}", h.whipAnswer(h.whipPatch))
	mux.Handle("DELETE "+whipPath+"/{id}", h.whipAnswer(h.whipDelete))
	// RFC 9725 section 4.2: other methods are kept for later versions.
	mux.Handle(whipPath, h.whipOptions("OPTIONS, POST", "Accept-Post", sdpType))
	mux.Handle(whipPath+"/{id}", h.whipOptions("DELETE, OPTIONS, PATCH", "Accept-Patch", fragmentType))
	return openToPages(mux)
}

// openToPages lets pages of every origin speak (the Fetch standard's CORS
// protocol): who asks is known by a token alone, which no browser adds by itself.
func openToPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Access-Control-Expose-Headers", "Accept-Patch, Accept-Post, ETag, Link, Location, Retry-After, WWW-Authenticate")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// whipOptions tells what can be done, and refuses the rest.
func (h *Hub) whipOptions(methods, accept, kind string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", methods)
		w.Header().Set(accept, kind)
		if r.Method != http.MethodOptions {
			problem.MethodNotAllowed.Say("only %s can be done here", methods).Document().Write(w)
			return
		}
		w.Header().Set("Access-Control-Allow-Methods", methods)
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
		w.Header().Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusOK)
	})
}

// whipAnswer finds out who asks, and turns errors into answers.
func (h *Hub) whipAnswer(do func(http.ResponseWriter, *http.Request, *people.User) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := h.bearer(r)
		if err == nil {
			err = do(w, r, user)
		}
		if err == nil {
			return
		}
		told := problem.Of(offered(err))
		if told.Code == problem.Internal || told.Code == problem.Unavailable {
			h.log.ErrorContext(r.Context(), "WHIP request failed", "method", r.Method, "err", err)
		}
		told.Document().Write(w)
	})
}

// offered gives an offer that is not taken its code.
func offered(err error) error {
	offer, is := errors.AsType[*peer.OfferError](err)
	switch {
	case !is:
		return err
	case offer.Malformed:
		return problem.Malformed.Say("%s", offer.Words)
	}
	return problem.Invalid.Say("%s", offer.Words)
}

// bearer returns whose API token came with the request (RFC 9725 section 4.7). A
// cookie does not count: any page could use it.
func (h *Hub) bearer(r *http.Request) (*people.User, error) {
	unknown := problem.Unauthenticated.Say("an API token is needed: Authorization: Bearer … The command practice token create makes one")
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); !strings.EqualFold(scheme, "Bearer") {
		return nil, unknown
	}
	user, err := h.config.Authenticate(r)
	if errors.Is(err, problem.Unauthenticated) {
		return nil, unknown
	}
	return user, err
}

// whipBody reads a body of one kind.
func whipBody(w http.ResponseWriter, r *http.Request, want string) (string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want {
		return "", problem.UnsupportedType.Say("the Content-Type has to be %s", want)
	}
	// A connection without deadlines has its own.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(whipTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, whipLimit))
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return "", problem.TooMuch.Say("the body has more than %d KiB", whipLimit>>10)
	}
	if err != nil {
		return "", problem.Malformed.Say("the body did not arrive to its end")
	}
	return string(body), nil
}

// whipOffer begins a session (RFC 9725 section 4.2).
func (h *Hub) whipOffer(w http.ResponseWriter, r *http.Request, user *people.User) error {
	if !h.admit() {
		return errClosed
	}
	defer h.running.Done()
	offer, err := whipBody(w, r, sdpType)
	if err != nil {
		return err
	}
	title := "Recorded over WHIP"
	if named := r.URL.Query().Get("title"); named != "" {
		if title, err = people.CleanLine("title", named, whipTitle); err != nil {
			return err
		}
	}
	if h.config.Recorder.Disk() == recordings.DiskFull {
		return errDiskFull
	}
	draft := sessions.Draft{
		Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: title}},
	}
	session, err := sessions.NewSession(ids.New(), *user, draft, time.Now())
	if err != nil {
		return err
	}
	if !h.reserve(user.ID) {
		return problem.TooMany.Say("%d programs are recording for you already. End one", whipAtOnce)
	}
	tag, answer, err := h.openWHIP(r, session, user.ID, offer)
	if err != nil {
		h.mu.Lock()
		h.giveBack(user.ID)
		h.mu.Unlock()
		return err
	}
	header := w.Header()
	header.Set("Content-Type", sdpType)
	header.Set("Location", whipPath+"/"+session.ID)
	header.Set("ETag", tag)
	header.Set("Accept-Patch", fragmentType)
	w.WriteHeader(http.StatusCreated)
	// The status is sent; a program that has gone away is missed soon.
	_, _ = io.WriteString(w, answer)
	return nil
}

// whipPatch takes more candidates, or restarts ICE (RFC 9725 section 4.3).
func (h *Hub) whipPatch(w http.ResponseWriter, r *http.Request, user *people.User) error {
	speaker, voice, err := h.whipOf(r.PathValue("id"), user.ID)
	if err != nil {
		return err
	}
	body, err := whipBody(w, r, fragmentType)
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
	if !etag.Match(conditions, speaker.etag) {
		return problem.PreconditionFailed.Say("ICE has been restarted since; the ETag is another")
	}
	ufrag, pwd := voice.Current()
	switch {
	case fragment.Ufrag == ufrag && fragment.Pwd == pwd:
		if err := voice.Trickle(fragment); err != nil {
			return problem.Malformed.Say("a candidate is not taken: %.200s", err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	case fragment.Ufrag == ufrag || fragment.Pwd == pwd:
		return problem.Invalid.Say("a restart of ICE changes both ice-ufrag and ice-pwd (RFC 8839 section 4.4.1.1.1)")
	}
	ctx, cancel := withTimeout(r)
	defer cancel()
	restarted, err := voice.Restart(ctx, fragment)
	if err != nil {
		return err
	}
	speaker.etag = newETag()
	w.Header().Set("ETag", speaker.etag)
	w.Header().Set("Content-Type", fragmentType)
	w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w, restarted.String()) // as above
	return nil
}

func newETag() string { return `"` + ids.New() + `"` }

// whipDelete ends the session (RFC 9725 section 4.2); its clip is stored.
func (h *Hub) whipDelete(w http.ResponseWriter, r *http.Request, user *people.User) error {
	if _, _, err := h.whipOf(r.PathValue("id"), user.ID); err != nil {
		return err
	}
	err := h.inRoom(r.PathValue("id"), func(room *room) error {
		now := instant()
		return room.decide(nil, func(s *sessions.Session) error { return s.End(user.ID, now) })
	})
	if errors.Is(err, problem.Conflict) { // it has just ended by itself
		err = errNoProgram
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
