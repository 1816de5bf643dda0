package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/access"
	"practice/people"
	"practice/problem"
	"practice/web/api"
)

const (
	// loginExtension is the least age at which use extends a login, so that
	// not every request writes.
	loginExtension = 24 * time.Hour
	// hostPrefix lets browsers take a cookie from this very host alone, over https
	// (RFC 6265bis section 4.1.3.2): no other one of the same domain can plant it.
	hostPrefix = "__Host-"
	// moveWithin is how long the requests of a page may still bring a login by the
	// name that its cookie had before.
	moveWithin = time.Minute

	// loginUser is the key of the user's ID in a login's data, loginBegun that of
	// the instant when they came in, in Unix milliseconds, and loginMoved that of the second in
	// which its cookie got its present name.
	loginUser, loginBegun, loginMoved = "user", "begun", "moved"
)

// logins finds out who sends a request and keeps browsers signed in. It works
// without a wrapped http.ResponseWriter: cookies are set by hand, so that a
// socket can take its connection over.
type logins struct {
	manager *scs.SessionManager
	users   people.Store
	live    api.Live
	now     func() time.Time
	// secure keeps the cookie from travelling over plain http.
	secure bool
	// end is how long a login lasts at most; 0 for as long as it is used.
	end time.Duration
}

// newLogins does without scs.New, which starts a goroutine that nobody stops;
// what it adds is a memory store and the settings of a cookie made by hand here.
func newLogins(config Config) *logins {
	return &logins{
		manager: &scs.SessionManager{Store: config.Logins, Codec: scs.GobCodec{}, HashTokenInStore: true, Lifetime: lifetimeOf(false, 0).unused},
		users:   config.API.Store, live: config.API.Live, now: config.API.Clock, secure: config.API.PublicURL.Scheme == "https", end: config.LoginEnd,
	}
}

// Credential returns what a request says that its sender is known by, without finding
// out whether that is so.
func (l *logins) Credential(r *http.Request) people.Credential {
	if token, isBearer := api.BearerToken(r); isBearer {
		return people.Credential{Kind: people.Token, Hash: people.HashToken(token)}
	}
	if token, _ := l.cookieOf(r); token != "" {
		return loginOf(token)
	}
	return people.Credential{}
}

// cookieOf returns the token in a request's cookie, and whether that has the name
// from before the server was reached by https, or before it gave cookies their
// present name.
func (l *logins) cookieOf(r *http.Request) (token string, old bool) {
	if c, err := r.Cookie(l.name()); err == nil {
		return c.Value, false
	}
	if c, err := r.Cookie(api.LoginCookie); err == nil {
		return c.Value, true
	}
	return "", false
}

// loginOf is the login whose cookie has a token, by the hash that scs keeps it under
// (HashTokenInStore).
func loginOf(token string) people.Credential {
	sum := sha256.Sum256([]byte(token))
	return people.Credential{Kind: people.Login, Hash: base64.RawURLEncoding.EncodeToString(sum[:])}
}

// Identify returns who sends the request. A bearer token decides alone: one
// that is unknown makes nobody of the caller, whatever the cookie says.
func (l *logins) Identify(r *http.Request) (api.Caller, error) {
	token, isBearer := api.BearerToken(r)
	ctx, err := l.load(r, isBearer)
	if err != nil {
		return api.Caller{}, fmt.Errorf("load the login: %w", err)
	}
	var user people.User
	if isBearer {
		user, err = l.users.UseAPIToken(ctx, people.HashToken(token), l.now())
	} else if id := l.manager.GetString(ctx, loginUser); id != "" {
		user, err = l.users.User(ctx, id)
	} else {
		return api.Caller{Login: ctx}, nil
	}
	if errors.Is(err, problem.NotFound) {
		return api.Caller{Login: ctx}, nil
	}
	if err != nil {
		return api.Caller{}, fmt.Errorf("find the caller: %w", err)
	}
	if isBearer && access.Authorize(&user, access.ActByToken, access.Thing{}) != nil || !isBearer && l.isOver(ctx, user) {
		return api.Caller{Login: ctx}, nil
	}
	return api.Caller{Login: ctx, User: &user}, nil
}

// isOver reports whether the login of ctx has ended: by its deadline, by the longest
// that one may last, or, for one of a guest that was made when they lasted as long
// as others, by its last use.
func (l *logins) isOver(ctx context.Context, user people.User) bool {
	end := l.manager.Deadline(ctx)
	if l.manager.Exists(ctx, loginBegun) {
		if last := l.endOf(ctx, user.Guest); last.Before(end) {
			end = last
		}
	} else if user.Guest {
		end = end.Add(lifetimeOf(true, 0).unused - lifetimeOf(false, 0).unused)
	}
	return !l.now().Before(end)
}

// load reads the login that a request's cookie names; without one, or beside a
// bearer token, it is a new one.
func (l *logins) load(r *http.Request, isBearer bool) (context.Context, error) {
	token, old := l.cookieOf(r)
	if isBearer || token != "" && l.live.IsOver(loginOf(token)) {
		token = ""
	}
	ctx, err := l.manager.Load(r.Context(), token)
	if err != nil || !old {
		return ctx, err
	}
	// Once a login has the present name, the one before opens nothing: another host
	// of the domain could have planted it.
	if moved := l.manager.GetInt64(ctx, loginMoved); moved != 0 && l.now().Sub(time.Unix(moved, 0)) > moveWithin {
		return l.manager.Load(r.Context(), "")
	}
	return ctx, nil
}

// name is that of the cookie.
func (l *logins) name() string {
	if l.secure {
		return hostPrefix + api.LoginCookie
	}
	return api.LoginCookie
}

// Begin makes ctx's login one of the user and returns its cookie. The token is
// a new one: what was known before the sign-in opens nothing after it.
func (l *logins) Begin(ctx context.Context, user people.User) (string, error) {
	before, of := loginOf(l.manager.Token(ctx)), l.manager.GetString(ctx, loginUser)
	if of != "" && of != user.ID {
		l.live.SignOut(ctx, before)
	}
	if err := l.manager.RenewToken(ctx); err != nil {
		return "", fmt.Errorf("renew the login of user %s: %w", user.ID, err)
	}
	l.manager.Put(ctx, loginUser, user.ID)
	l.manager.Put(ctx, loginBegun, l.now().UnixMilli())
	if l.secure {
		l.manager.Put(ctx, loginMoved, int64(1))
	}
	cookie, err := l.save(ctx, user.Guest)
	if err == nil && of == user.ID {
		l.live.Replaced(before, loginOf(l.manager.Token(ctx)))
	}
	return cookie, err
}

// Undo removes a login that was begun in vain: nobody has its cookie.
func (l *logins) Undo(ctx context.Context) error {
	if err := l.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("remove a login that nobody has: %w", err)
	}
	return nil
}

// Gone is the cookie that removes a login's from its browser.
func (l *logins) Gone() string { return l.cookie("", -1) }

// Extend puts the expiry of a login in use off, and gives one of an older program
// what it lacks. The cookie it returns is empty when nothing is to be done.
func (l *logins) Extend(who api.Caller) (string, error) {
	ctx := who.Login
	if who.User == nil || l.manager.GetString(ctx, loginUser) != who.User.ID {
		return "", nil
	}
	old := !l.manager.Exists(ctx, loginBegun)
	moves := l.secure && l.manager.GetInt64(ctx, loginMoved) == 0
	// One that ends earlier than it once did is noted too: connections by it are cut
	// off when its deadline comes.
	later := l.endOf(ctx, who.User.Guest).Sub(l.manager.Deadline(ctx))
	if !old && !moves && later > -time.Second && later < loginExtension {
		return "", nil
	}
	if old {
		l.manager.Put(ctx, loginBegun, l.now().UnixMilli())
	}
	if moves {
		l.manager.Put(ctx, loginMoved, l.now().Unix())
	}
	return l.save(ctx, who.User.Guest)
}

// EndsAt returns when the login ends if it is not used before.
func (l *logins) EndsAt(ctx context.Context) time.Time {
	if l.manager.GetString(ctx, loginUser) == "" {
		return time.Time{}
	}
	return l.manager.Deadline(ctx)
}

// endOf returns when the login would end if this were its last use.
func (l *logins) endOf(ctx context.Context, guest bool) time.Time {
	return lifetimeOf(guest, l.end).end(time.UnixMilli(l.manager.GetInt64(ctx, loginBegun)), l.now())
}

func (l *logins) save(ctx context.Context, guest bool) (string, error) {
	end := l.endOf(ctx, guest)
	l.manager.SetDeadline(ctx, end)
	token, _, err := l.manager.Commit(ctx)
	if err != nil {
		return "", fmt.Errorf("save the login: %w", err)
	}
	return l.cookie(token, int(end.Sub(l.now()).Seconds())), nil
}

func (l *logins) cookie(token string, maxAge int) string {
	c := http.Cookie{
		Name: l.name(), Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: l.secure,
	}
	return c.String()
}
