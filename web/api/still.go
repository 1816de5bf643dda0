package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"practice/access"
	"practice/problem"
)

const (
	// lookEvery is how often it is looked whether somebody may still do what goes on:
	// an answer can last for hours, and so can a body.
	lookEvery = 5 * time.Second
	// lookWithin bounds a look. Who can't be looked up goes on.
	lookWithin = 2 * time.Second
)

// still tells while something goes on whether its caller may do it still: until they
// have signed out, their token is revoked, or they or what it is about are deleted.
type still struct {
	api     *API
	request *http.Request
	// clipID is what it is about; empty for nothing that is there yet.
	clipID string
	looked time.Time
}

// still begins to look after a request.
func (a *API) still(r *http.Request, clipID string) *still {
	return &still{api: a, request: r, clipID: clipID, looked: a.config.Clock()}
}

// check fails with [problem.Unauthenticated] or [problem.NotFound]. A sign-out here is
// known at once; the database is asked every lookEvery.
func (s *still) check() error {
	if s.api.config.Live.IsOver(s.api.logins.Credential(s.request)) {
		return problem.Unauthenticated
	}
	now := s.api.config.Clock()
	if now.Sub(s.looked) < lookEvery {
		return nil
	}
	s.looked = now
	// A context of its own: that of the request has the login as it was.
	ctx, cancel := context.WithTimeout(context.Background(), lookWithin)
	defer cancel()
	who, err := s.api.logins.Identify(s.request.WithContext(ctx))
	switch {
	case err != nil:
		return nil
	case who.User == nil:
		return problem.Unauthenticated
	case s.clipID == "":
		return nil
	}
	if _, err := s.api.clip(withCaller(who), access.ListenToClip, s.clipID); errors.Is(err, problem.NotFound) {
		return problem.NotFound
	}
	return nil
}

// stillWriter is an answer that breaks off when whoever gets it may not have it any
// more. The connection is closed then, since there is less than was announced.
type stillWriter struct {
	http.ResponseWriter
	still *still
}

// Write sends some more.
func (w *stillWriter) Write(p []byte) (int, error) {
	if err := w.still.check(); err != nil {
		return 0, fmt.Errorf("go on with an answer: %w", err)
	}
	return w.ResponseWriter.Write(p)
}
