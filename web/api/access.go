package api

import (
	"context"
	"net/http"
	"strings"

	"practice/access"
	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// LoginCookie is the name of the cookie by which a browser is known.
const LoginCookie = "practice_login"

// Caller is who sends a request.
type Caller struct {
	// Login is the request's context with the login's data, which [Logins] needs.
	Login context.Context
	// User is nil for nobody.
	User *people.User
	// Credential is what the request says that its sender is known by.
	Credential people.Credential
}

type callerKey struct{}

// withCaller returns a context from which callerOf and credentialOf read.
func withCaller(c Caller) context.Context { return context.WithValue(c.Login, callerKey{}, c) }

// callerOf returns who sent the request that ctx belongs to; nil is nobody.
func callerOf(ctx context.Context) *people.User {
	caller, _ := ctx.Value(callerKey{}).(Caller)
	return caller.User
}

// credentialOf returns what the request that ctx belongs to says that its sender is
// known by.
func credentialOf(ctx context.Context) people.Credential {
	caller, _ := ctx.Value(callerKey{}).(Caller)
	return caller.Credential
}

// BearerToken returns the token of an Authorization header (RFC 6750 section 2.1).
func BearerToken(r *http.Request) (string, bool) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// unauthenticated is the error for a request that nobody sends.
func unauthenticated(r *http.Request) error {
	if _, isBearer := BearerToken(r); isBearer {
		return problem.Unauthenticated.Say("this API token is unknown or was revoked")
	}
	return problem.Unauthenticated
}

// session returns the session with this ID if the caller may do action with
// it. It is the only way from an ID in a request to a session.
func (a *API) session(ctx context.Context, action access.Action, id string) (sessions.Session, error) {
	user := callerOf(ctx)
	if user == nil {
		return sessions.Session{}, problem.Unauthenticated
	}
	session, err := a.config.Store.Session(ctx, id)
	if err != nil {
		return sessions.Session{}, err
	}
	if err := access.Authorize(user, action, access.OfSession(&session)); err != nil {
		return sessions.Session{}, err
	}
	return session, nil
}

// clip returns the clip with this ID if the caller may do action with it. It
// is the only way from an ID in a request to a clip.
func (a *API) clip(ctx context.Context, action access.Action, id string) (recordings.Clip, error) {
	user := callerOf(ctx)
	if user == nil {
		return recordings.Clip{}, problem.Unauthenticated
	}
	clip, err := a.config.Store.Clip(ctx, id)
	if err != nil {
		return recordings.Clip{}, err
	}
	if err := access.Authorize(user, action, access.OfClip(clip)); err != nil {
		return recordings.Clip{}, err
	}
	return clip, nil
}
