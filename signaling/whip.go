package signaling

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"practice/people"
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
	// whipRetry is the wait that a program that can't be served now is told.
	whipRetry = 5 * time.Second
	// whipTitle bounds a title, in characters.
	whipTitle = 200
)

const (
	sdpType      = "application/sdp"
	fragmentType = "application/trickle-ice-sdpfrag"
	whipPath     = "/whip"
)

// refusal is an error with a status and words for who wrote the program.
type refusal struct {
	status int
	words  string
}

func (r *refusal) Error() string { return r.words }

func refuse(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

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
			writeRefusal(w, &refusal{http.StatusMethodNotAllowed, "Only " + methods + " can be done here."})
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
		var told *refusal
		var field *sessions.FieldError
		var offer *peer.OfferError
		switch {
		case errors.As(err, &told):
		case errors.As(err, &field):
			told = &refusal{http.StatusUnprocessableEntity, sentence(field.Error())}
		case errors.As(err, &offer) && offer.Malformed:
			told = &refusal{http.StatusBadRequest, offer.Words}
		case errors.As(err, &offer):
			told = &refusal{http.StatusUnprocessableEntity, offer.Words}
		case errors.Is(err, errClosed):
			told = &refusal{http.StatusServiceUnavailable, "The server is stopping."}
		case errors.Is(err, sessions.ErrNotFound):
			told = &refusal{http.StatusNotFound, "There is no such session, or it has ended."}
		default:
			h.log.ErrorContext(r.Context(), "WHIP request failed", "method", r.Method, "err", err)
			told = &refusal{http.StatusInternalServerError, "Something went wrong on the server; its log says what."}
		}
		writeRefusal(w, told)
	})
}

// writeRefusal answers with a problem document (RFC 9457).
func writeRefusal(w http.ResponseWriter, r *refusal) {
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	switch r.status {
	case http.StatusUnauthorized:
		header.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		header.Set("Retry-After", strconv.Itoa(int(whipRetry.Seconds())))
	}
	w.WriteHeader(r.status)
	// The status is sent; a client that has gone away needs no more.
	_ = json.NewEncoder(w).Encode(map[string]any{
		"type": "about:blank", "title": http.StatusText(r.status), "status": r.status, "detail": r.words,
	})
}

// bearer returns whose API token came with the request (RFC 9725 section 4.7). A
// cookie does not count: any page could use it.
func (h *Hub) bearer(r *http.Request) (*people.User, error) {
	unknown := refuse(http.StatusUnauthorized, "An API token is needed: Authorization: Bearer … The command practice token create makes one.")
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); !strings.EqualFold(scheme, "Bearer") {
		return nil, unknown
	}
	user, err := h.config.Authenticate(r)
	if errors.Is(err, sessions.ErrUnauthenticated) {
		return nil, unknown
	}
	return user, err
}

// whipBody reads a body of one kind.
func whipBody(w http.ResponseWriter, r *http.Request, want string) (string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want {
		return "", refuse(http.StatusUnsupportedMediaType, "The Content-Type has to be %s.", want)
	}
	// A connection without deadlines has its own.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(whipTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, whipLimit))
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return "", refuse(http.StatusRequestEntityTooLarge, "The body has more than %d KiB.", whipLimit>>10)
	}
	if err != nil {
		return "", refuse(http.StatusBadRequest, "The body did not arrive to its end.")
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
		return refuse(http.StatusInsufficientStorage, "The server’s disk is full; its operator has to make room before anything can be recorded.")
	}
	if h.speaking(user.ID) >= whipAtOnce {
		return refuse(http.StatusTooManyRequests, "%d programs are recording for you already. End one.", whipAtOnce)
	}
	draft := sessions.Draft{
		Kind: sessions.Solo, Format: sessions.OpenRecording(), Role: sessions.Candidate, Questions: []sessions.Question{{Prompt: title}},
	}
	session, err := sessions.NewSession(strings.ToLower(rand.Text()), *user, draft, time.Now())
	if err != nil {
		return err
	}
	etag, answer, err := h.openWHIP(r, session, user.ID, offer)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", sdpType)
	header.Set("Location", whipPath+"/"+session.ID)
	header.Set("ETag", etag)
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
		return refuse(http.StatusPreconditionRequired, "If-Match is needed: the ETag of the ICE session for more candidates, * for a restart.")
	}
	fragment, err := peer.ParseFragment(body)
	if err != nil {
		return err
	}
	// One after the other, so that the ETag is that of what happens.
	speaker.patching.Lock()
	defer speaker.patching.Unlock()
	if !matches(conditions, speaker.etag) {
		return refuse(http.StatusPreconditionFailed, "ICE has been restarted since; the ETag is another.")
	}
	ufrag, pwd := voice.Current()
	switch {
	case fragment.Ufrag == ufrag && fragment.Pwd == pwd:
		if err := voice.Trickle(fragment); err != nil {
			return refuse(http.StatusBadRequest, "A candidate is not taken: %.200s.", err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	case fragment.Ufrag == ufrag || fragment.Pwd == pwd:
		return refuse(http.StatusUnprocessableEntity, "A restart of ICE changes both ice-ufrag and ice-pwd (RFC 8839 section 4.4.1.1.1).")
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

// matches compares as If-Match does (RFC 9110 section 13.1.1).
func matches(conditions []string, etag string) bool {
	for _, tag := range strings.Split(strings.Join(conditions, ","), ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == etag {
			return true
		}
	}
	return false
}

func newETag() string { return `"` + strings.ToLower(rand.Text()) + `"` }

// whipDelete ends the session (RFC 9725 section 4.2); its clip is stored.
func (h *Hub) whipDelete(w http.ResponseWriter, r *http.Request, user *people.User) error {
	if _, _, err := h.whipOf(r.PathValue("id"), user.ID); err != nil {
		return err
	}
	err := h.inRoom(r.PathValue("id"), func(room *room) error {
		return room.change(func(s *sessions.Session, now time.Time) error { return s.End(user.ID, now) })
	})
	if errors.Is(err, sessions.ErrConflict) { // it has just ended by itself
		err = sessions.ErrNotFound
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
