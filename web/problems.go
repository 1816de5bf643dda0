package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"practice/recordings"
	"practice/sessions"
)

// problem is an RFC 9457 problem document.
type problem = huma.ErrorModel

// retryAfter is how many seconds a client should wait for an object that is
// being made.
const retryAfter = 1

// explained is an error with words for people.
type explained struct {
	error
	words string
}

func (e explained) Unwrap() error { return e.error }

// explain gives err's problem document the words as its detail.
func explain(err error, words string) error { return explained{err, words} }

// problemOf is the one place where errors become HTTP: the status from the
// kind of error, a detail for people. What is not known here stays hidden.
func problemOf(err error) *problem {
	p := newProblem(http.StatusInternalServerError, "Something went wrong on the server; its log says what. Nothing you typed is at fault.")
	var field *sessions.FieldError
	var refusal *recordings.Refusal
	switch {
	case errors.Is(err, sessions.ErrUnauthenticated):
		p = newProblem(http.StatusUnauthorized, "You are not signed in. Open your sign-in link or an invite first.")
	case errors.Is(err, sessions.ErrNotFound), errors.Is(err, recordings.ErrNotFound):
		p = newProblem(http.StatusNotFound, "There is nothing here, or it is not yours.")
	case errors.Is(err, sessions.ErrForbidden):
		p = newProblem(http.StatusForbidden, "You are not allowed to do this.")
	case errors.As(err, &field):
		p = newProblem(http.StatusUnprocessableEntity, sentence(field.Error()))
		p.Errors = []*huma.ErrorDetail{{Message: field.Reason, Location: "body." + field.Field}}
	case errors.Is(err, sessions.ErrInvalid):
		p = newProblem(http.StatusUnprocessableEntity, "What was sent breaks a rule.")
	case errors.Is(err, sessions.ErrConflict):
		p = newProblem(http.StatusConflict, sentence(conflictReason(err)))
	case errors.Is(err, sessions.ErrExpired):
		p = newProblem(http.StatusGone, "This link has expired; ask for a new one.")
	case errors.Is(err, recordings.ErrBusy):
		p = newProblem(http.StatusConflict, "The clip is still being recorded. End the session first.")
	case errors.Is(err, recordings.ErrOccupied):
		p = newProblem(http.StatusServiceUnavailable, "The clip is being worked on and the store is slow. Try again in a moment.")
	case errors.Is(err, recordings.ErrNotWanted):
		p = newProblem(http.StatusConflict, "Nothing can be added to this clip.")
	case errors.Is(err, recordings.ErrTooMuch):
		p = newProblem(http.StatusRequestEntityTooLarge, "More was sent for this clip than its recording can lack.")
	case errors.Is(err, recordings.ErrPiece):
		p = newProblem(http.StatusUnprocessableEntity, "What was sent is not a stretch of mono Ogg Opus.")
	case errors.Is(err, errMediaType):
		p = newProblem(http.StatusUnsupportedMediaType, "A body of this type is not taken.")
	case errors.As(err, &refusal):
		p = newProblem(refusalStatus(refusal), refusal.Words)
	case errors.Is(err, recordings.ErrNotReady):
		p = newProblem(http.StatusServiceUnavailable, "This is still being made. Try again in a moment.")
	}
	var told explained
	if errors.As(err, &told) {
		p.Detail = told.words
	}
	return p
}

// refusalStatus is the status for a recording that is not taken in.
func refusalStatus(r *recordings.Refusal) int {
	switch {
	case errors.Is(r, recordings.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(r, recordings.ErrForeign):
		return http.StatusUnsupportedMediaType
	case errors.Is(r, recordings.ErrDiskFull):
		return http.StatusInsufficientStorage
	}
	return http.StatusUnprocessableEntity
}

func newProblem(status int, detail string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// conflictReason returns what follows [sessions.ErrConflict]'s own words.
func conflictReason(err error) string {
	_, reason, found := strings.Cut(err.Error(), sessions.ErrConflict.Error()+": ")
	if !found {
		return sessions.ErrConflict.Error()
	}
	return reason
}

// sentence makes a sentence of a clause.
func sentence(clause string) string {
	first, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(first)) + strings.TrimRight(clause[size:], ".") + "."
}

// fail logs what the server is to blame for and returns err's problem document.
func (s *Server) fail(ctx context.Context, err error) *problem {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && ctx.Err() == nil {
		s.config.Log.ErrorContext(ctx, "request failed", slog.Any("error", err))
	}
	return p
}

// writeProblem answers with the problem document.
func writeProblem(w http.ResponseWriter, p *problem) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	switch p.Status {
	case http.StatusUnauthorized: // RFC 9110 section 11.6.1 wants a challenge
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(retryAfter))
	}
	w.WriteHeader(p.Status)
	// The status is sent; a client that has gone away needs no more.
	_ = json.NewEncoder(w).Encode(p)
}

// clarify is a transformer that puts huma's own complaints about the form of a
// request into the same words and shape as ours. It drops the echo of bodies
// and objects, which may hold a token.
func clarify(_ huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*problem)
	if !ok || p.Type != "" {
		return v, nil
	}
	p.Type = "about:blank"
	var parts []string
	for _, e := range p.Errors {
		name := strings.TrimPrefix(strings.TrimPrefix(e.Location, "body."), "query.")
		parts = append(parts, fmt.Sprintf("%s: %s", name, e.Message))
		if _, isObject := e.Value.(map[string]any); isObject || e.Location == "body" {
			e.Value = nil
		}
	}
	if len(parts) > 0 {
		p.Detail = "What was sent is not valid. " + sentence(strings.Join(parts, "; "))
	} else {
		p.Detail = sentence(p.Detail)
	}
	return p, nil
}
