package signaling

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"practice/sessions"
	"practice/signaling/peer"
)

// The media types and bounds of WHIP (RFC 9725 section 4).
const (
	whipPath     = "/whip"
	typeSDP      = "application/sdp"
	typeFragment = "application/trickle-ice-sdpfrag"
	whipMaxBody  = 64 << 10
	whipPatience = 10 * time.Second
	// whipTitle names what is recorded when ?title= does not.
	whipTitle = "Recorded over WHIP"
)

// WHIP serves POST /whip and the URLs of its sessions (RFC 9725): a program with
// an API token records a solo session.
func (h *Hub) WHIP() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+whipPath, h.whipPost)
	mux.HandleFunc("OPTIONS "+whipPath, whipOptions("POST, OPTIONS", typeSDP))
	mux.HandleFunc(whipPath, whipMethod("POST, OPTIONS"))
	mux.HandleFunc("PATCH "+whipPath+"/{id}", h.whipPatch)
	mux.HandleFunc("DELETE "+whipPath+"/{id}", h.whipDelete)
	mux.HandleFunc("OPTIONS "+whipPath+"/{id}", whipOptions("PATCH, DELETE, OPTIONS", ""))
	mux.HandleFunc(whipPath+"/{id}", whipMethod("PATCH, DELETE, OPTIONS"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A token has to be sent on purpose, so any page may use one.
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "Location, ETag")
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

// whipOptions answers what a page asks before it sends (section 4.2, the Fetch
// standard's preflight).
func whipOptions(methods, accepts string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if accepts != "" {
			w.Header().Set("Accept-Post", accepts)
		}
		w.Header().Set("Allow", methods)
		w.Header().Set("Access-Control-Allow-Methods", methods)
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
		w.WriteHeader(http.StatusNoContent)
	}
}

// whipMethod refuses the methods that are kept for later (section 4.2).
func whipMethod(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		http.Error(w, r.Method+" has no meaning here", http.StatusMethodNotAllowed)
	}
}

// refusal is an answer to a request that had no effect.
type refusal struct {
	status int
	words  string
}

func (r refusal) Error() string { return r.words }

// whipRefuse answers with the status that an error means.
func (h *Hub) whipRefuse(w http.ResponseWriter, r *http.Request, err error) {
	status, words := http.StatusInternalServerError, "The server could not do that; its log says why."
	var refused refusal
	var media mediaError
	switch {
	case errors.As(err, &refused):
		status, words = refused.status, refused.words
	case errors.Is(err, sessions.ErrUnauthenticated):
		w.Header().Set("WWW-Authenticate", "Bearer")
		status, words = http.StatusUnauthorized, "Send an API token: Authorization: Bearer ... (practice token create)."
	case errors.Is(err, sessions.ErrNotFound):
		status, words = http.StatusNotFound, "There is no such session, it has ended, or it is not yours."
	case errors.Is(err, sessions.ErrInvalid):
		status, words = http.StatusBadRequest, err.Error()
	case errors.Is(err, sessions.ErrConflict):
		status, words = http.StatusConflict, err.Error()
	case errors.Is(err, errClosed):
		w.Header().Set("Retry-After", "5")
		status, words = http.StatusServiceUnavailable, errClosed.Error()
	case errors.Is(err, errFragment):
		status, words = http.StatusBadRequest, err.Error()
	case errors.As(err, &media):
		status, words = http.StatusUnprocessableEntity, err.Error()
	default:
		h.log.ErrorContext(r.Context(), "WHIP request failed", "err", err)
	}
	http.Error(w, words, status)
}

// whipUser returns who sends a request. Only a token counts: a cookie is sent
// by browsers whatever page asks.
func (h *Hub) whipUser(r *http.Request) (sessions.User, error) {
	if r.Header.Get("Authorization") == "" {
		return sessions.User{}, sessions.ErrUnauthenticated
	}
	user, err := h.config.Authenticate(r)
	if err != nil {
		return sessions.User{}, err
	}
	return *user, nil
}

// whipBody reads a body of the media type.
func whipBody(w http.ResponseWriter, r *http.Request, want string) (string, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != want {
		return "", refusal{http.StatusUnsupportedMediaType, "The body must be " + want + ", not " + quote(r.Header.Get("Content-Type")) + "."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, whipMaxBody))
	if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
		return "", refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("The body has more than %d bytes.", whipMaxBody)}
	}
	if err != nil {
		return "", refusal{http.StatusBadRequest, "The body ended early."}
	}
	return string(body), nil
}

// whipPost begins a session (section 4.2).
func (h *Hub) whipPost(w http.ResponseWriter, r *http.Request) {
	user, err := h.whipUser(r)
	if err != nil {
		h.whipRefuse(w, r, err)
		return
	}
	offer, err := whipBody(w, r, typeSDP)
	if err == nil {
		err = checkOffer(offer)
	}
	if err != nil {
		h.whipRefuse(w, r, err)
		return
	}
	session, answer, tag, err := h.whipBegin(r, user, offer)
	if err != nil {
		h.whipRefuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", typeSDP)
	w.Header().Set("Location", whipPath+"/"+session)
	w.Header().Set("ETag", tag)
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, answer) // the client may have gone; the room finds out
}

// checkOffer refuses what is no offer, and one without a voice to record.
func checkOffer(offer string) error {
	voice, err := peer.OffersOpus(offer)
	switch {
	case err != nil:
		return refusal{http.StatusBadRequest, "The offer is no session description: " + err.Error() + "."}
	case !voice:
		return refusal{http.StatusUnprocessableEntity, "The offer has no audio in Opus, which is what is recorded."}
	}
	return nil
}

// whipBegin makes the session and connects its voice.
func (h *Hub) whipBegin(r *http.Request, user sessions.User, offer string) (id, answer, tag string, err error) {
	title := r.URL.Query().Get("title")
	if title == "" {
		title = whipTitle
	}
	question, err := sessions.TypedQuestion(title)
	if err != nil {
		return "", "", "", err
	}
	session, err := sessions.NewSession(strings.ToLower(rand.Text()), user, sessions.Draft{
		Kind: sessions.Solo, Format: sessions.OpenFormat(), Role: sessions.Candidate, Questions: []sessions.Question{question},
	}, time.Now())
	if err != nil {
		return "", "", "", err
	}
	if err := h.config.Sessions.CreateSession(r.Context(), session); err != nil {
		return "", "", "", fmt.Errorf("create session %s: %w", session.ID, err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), whipPatience)
	defer cancel()
	seated := make(chan error, 1)
	err = h.open(session, func(room *room) {
		var err error
		if answer, err = room.seatProgram(ctx, user.ID, offer); err == nil {
			tag = room.seats[user.ID].program.tag
		} else if endErr := room.change(func(s *sessions.Session, now time.Time) error { return s.End(user.ID, now) }); endErr != nil {
			room.log.Error("session of a program could not be ended", "err", endErr)
		}
		seated <- err
	})
	if err == nil {
		err = <-seated
	}
	return session.ID, answer, tag, err
}

// inRoom carries out do in the room of the user's program.
func (h *Hub) inRoom(id string, user sessions.User, do func(room *room, place *seat) error) error {
	room := h.room(id)
	if room == nil {
		return sessions.ErrNotFound
	}
	done := make(chan error, 1)
	if !room.inbox.post(func() {
		place, err := room.programOf(user.ID)
		if err == nil {
			err = do(room, place)
		}
		done <- err
	}) {
		return sessions.ErrNotFound
	}
	return <-done
}

// whipPatch takes candidates, or restarts ICE (section 4.3).
func (h *Hub) whipPatch(w http.ResponseWriter, r *http.Request) {
	answer, tag, err := h.whipFragment(w, r)
	switch {
	case err != nil:
		h.whipRefuse(w, r, err)
	case answer == "":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", typeFragment)
		w.Header().Set("ETag", tag)
		_, _ = io.WriteString(w, fragmentOf(answer)) // the client may have gone
	}
}

// whipFragment carries a PATCH out. The answer is empty for candidates alone.
func (h *Hub) whipFragment(w http.ResponseWriter, r *http.Request) (answer, tag string, err error) {
	user, err := h.whipUser(r)
	if err != nil {
		return "", "", err
	}
	body, err := whipBody(w, r, typeFragment)
	if err != nil {
		return "", "", err
	}
	f, err := parseFragment(body)
	if err != nil {
		return "", "", err
	}
	ctx, cancel := context.WithTimeout(r.Context(), whipPatience)
	defer cancel()
	err = h.inRoom(r.PathValue("id"), user, func(room *room, place *seat) (err error) {
		restart := f.restarts(place.program.offer)
		if err := checkTag(r.Header.Get("If-Match"), place.program.tag, restart); err != nil {
			return err
		}
		if !restart {
			return f.trickleTo(place.peer)
		}
		answer, err = room.restartProgram(ctx, place, f)
		tag = place.program.tag
		return err
	})
	return answer, tag, err
}

// checkTag holds the ICE session that a request means against the present one
// (section 4.3.1); a restart means any.
func checkTag(match, tag string, restart bool) error {
	switch {
	case match == "":
		return refusal{http.StatusPreconditionRequired, "If-Match is missing: the ETag of the session, or * to restart ICE."}
	case match == "*", match == tag && !restart:
		return nil
	}
	return refusal{http.StatusPreconditionFailed, "If-Match is that of another ICE session."}
}

// whipDelete ends the session and with it the recording (section 4.2).
func (h *Hub) whipDelete(w http.ResponseWriter, r *http.Request) {
	user, err := h.whipUser(r)
	if err == nil {
		err = h.inRoom(r.PathValue("id"), user, func(room *room, _ *seat) error {
			return room.change(func(s *sessions.Session, now time.Time) error { return s.End(user.ID, now) })
		})
	}
	if err != nil {
		h.whipRefuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}
