package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/problem"
	"practice/sessions"
)

const (
	loginCookie = "practice_login"
	// loginLifetime is how long an unused login lasts: the longest that
	// browsers keep a cookie. A guest's library hangs on it.
	loginLifetime = 400 * 24 * time.Hour
	// loginExtension is the least age at which use extends a login, so that
	// not every request writes.
	loginExtension = 24 * time.Hour
	// loginUser is the key of the user's ID in a login's data.
	loginUser = "user"
)

// logins finds out who sends a request and keeps browsers signed in. It works
// without a wrapped http.ResponseWriter: cookies are set by hand, so that a
// socket can take its connection over.
type logins struct {
	manager *scs.SessionManager
	users   sessions.Store
	now     func() time.Time
	// secure keeps the cookie from travelling over plain http.
	secure bool
}

// caller is who sends a request.
type caller struct {
	// ctx carries the login's data; begin and end need it.
	ctx context.Context
	// user is nil for nobody.
	user *sessions.User
}

// newLogins does without scs.New, which starts a goroutine that nobody stops;
// what it adds is a memory store and the settings of a cookie made by hand here.
func newLogins(config Config) *logins {
	return &logins{
		manager: &scs.SessionManager{Store: config.Logins, Codec: scs.GobCodec{}, HashTokenInStore: true, Lifetime: loginLifetime},
		users:   config.Sessions, now: config.Clock, secure: config.PublicURL.Scheme == "https",
	}
}

// identify returns who sends the request. A bearer token decides alone: one
// that is unknown makes nobody of the caller, whatever the cookie says.
func (l *logins) identify(r *http.Request) (caller, error) {
	token, isBearer := bearerToken(r)
	var cookie string
	if c, err := r.Cookie(loginCookie); err == nil && !isBearer {
		cookie = c.Value
	}
	ctx, err := l.manager.Load(r.Context(), cookie)
	if err != nil {
		return caller{}, fmt.Errorf("load the login: %w", err)
	}
	var user sessions.User
	if isBearer {
		user, err = l.users.UseAPIToken(ctx, sessions.HashToken(token), l.now())
	} else if id := l.manager.GetString(ctx, loginUser); id != "" {
		user, err = l.users.User(ctx, id)
	} else {
		return caller{ctx: ctx}, nil
	}
	if errors.Is(err, problem.NotFound) {
		return caller{ctx: ctx}, nil
	}
	if err != nil {
		return caller{}, fmt.Errorf("find the caller: %w", err)
	}
	return caller{ctx: ctx, user: &user}, nil
}

// bearerToken returns the token of an Authorization header (RFC 6750 section 2.1).
func bearerToken(r *http.Request) (string, bool) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// begin makes ctx's login one of the user and returns its cookie. The token is
// a new one: what was known before the sign-in opens nothing after it.
func (l *logins) begin(ctx context.Context, userID string) (string, error) {
	if err := l.manager.RenewToken(ctx); err != nil {
		return "", fmt.Errorf("renew the login of user %s: %w", userID, err)
	}
	l.manager.Put(ctx, loginUser, userID)
	return l.save(ctx)
}

// end forgets ctx's login and returns the cookie that removes it.
func (l *logins) end(ctx context.Context) (string, error) {
	if err := l.manager.Destroy(ctx); err != nil {
		return "", fmt.Errorf("end the login: %w", err)
	}
	return l.cookie("", -1), nil
}

// extend puts the expiry of a login in use off. The cookie it returns is empty
// when the expiry is far enough away.
func (l *logins) extend(ctx context.Context) (string, error) {
	if l.manager.GetString(ctx, loginUser) == "" || l.manager.Deadline(ctx).Sub(l.now()) > loginLifetime-loginExtension {
		return "", nil
	}
	return l.save(ctx)
}

func (l *logins) save(ctx context.Context) (string, error) {
	l.manager.SetDeadline(ctx, l.now().Add(loginLifetime))
	token, _, err := l.manager.Commit(ctx)
	if err != nil {
		return "", fmt.Errorf("save the login: %w", err)
	}
	return l.cookie(token, int(loginLifetime.Seconds())), nil
}

func (l *logins) cookie(token string, maxAge int) string {
	c := http.Cookie{
		Name: loginCookie, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: l.secure,
	}
	return c.String()
}

type callerKey struct{}

// withCaller returns a context from which callerOf reads.
func withCaller(c caller) context.Context { return context.WithValue(c.ctx, callerKey{}, c.user) }

// callerOf returns who sent the request that ctx belongs to; nil is nobody.
func callerOf(ctx context.Context) *sessions.User {
	user, _ := ctx.Value(callerKey{}).(*sessions.User)
	return user
}

// unauthenticated is the error for a request that nobody sends.
func unauthenticated(r *http.Request) error {
	if _, isBearer := bearerToken(r); isBearer {
		return problem.Explain(problem.Unauthenticated, "This API token is unknown or was revoked.")
	}
	return problem.Unauthenticated
}
