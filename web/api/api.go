// Package api is the HTTP API under /api/v1: one file a resource, with the shapes
// that it sends. Handlers translate; the rules are in package sessions, the voice
// is in package recordings. Which address leads to which handler stands in
// package web's table.
package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"practice/limits"
	"practice/people"
	"practice/problem"
	"practice/sessions"
)

const (
	// Prefix is where the API lies.
	Prefix = "/api/v1"
	// maxBody bounds the body of an API request, in bytes.
	maxBody = 64 << 10
	// answerWithin bounds what an operation waits for database and store. A
	// deletion alone may wait 30 s for its turn at the clip.
	answerWithin = 45 * time.Second
)

// Config is what the API is made of. All fields are needed.
type Config struct {
	Store Store
	// Room fails with [problem.DiskFull] while nothing may be added to the store.
	Room     func() error
	Archive  Archive
	Importer Importer
	// Limits bound how often something may be asked.
	Limits *limits.Limiter
	// Quotas bound what one user may have.
	Quotas people.Quotas
	// Node is this server's identity.
	Node string
	// StoreName names for people where clips are kept: "folder clips".
	StoreName string
	// Live is who is connected, and the sessions that go on.
	Live Live
	// SessionChanged is called after a change of a session is committed.
	SessionChanged func(ctx context.Context, id string)
	// Dissolve ends a session that is about to be deleted, wherever it goes on, and
	// keeps it from going on until release; see signaling.Hub.
	Dissolve func(ctx context.Context, session sessions.Session) (release func(), err error)
	// PublicURL is where people open the server, without a trailing slash.
	PublicURL *url.URL
	// Bank holds the questions that ship with the program, Domains what they
	// are about.
	Bank    []sessions.Question
	Domains []Domain
	// Clock is the server's time: time.Now outside tests.
	Clock func() time.Time
	Log   *slog.Logger
}

// API answers requests below [Prefix].
type API struct {
	config Config
	logins Logins
	mux    *http.ServeMux
	typed  huma.API
	kinds  map[string]limits.Kind
}

// New makes the API on mux, still without operations. Every operation needs a
// user unless it is made [Public].
func New(config Config, logins Logins, mux *http.ServeMux) *API {
	a := &API{config: config, logins: logins, mux: mux, typed: humago.NewWithPrefix(mux, Prefix, description()), kinds: map[string]limits.Kind{}}
	a.typed.UseMiddleware(a.admit)
	return a
}

// description is the API's description without its operations.
func description() huma.Config {
	const schemas = "#/components/schemas/"
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Practice", Version: "1",
				Description: "Rehearse technical interviews aloud. Errors are problem documents (RFC 9457); their detail is written for people. " +
					"401: nobody is signed in. 404: not there, or not yours. 409: the state forbids it now. 410: a link has expired. 422: what was sent breaks a rule. " +
					"429: asked too often, or too much at once; Retry-After says when to ask again. " +
					"Instants are RFC 3339, durations integers of milliseconds.",
			},
			Servers: []*huma.Server{{URL: Prefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(schemas, nameSchema),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"login":     {Type: "apiKey", In: "cookie", Name: LoginCookie, Description: "The login that a sign-in link or an invite gives to a browser."},
					"api_token": {Type: "http", Scheme: "bearer", Description: "A token of `practice token create`."},
				},
			},
			Security: []map[string][]string{{"login": {}}, {"api_token": {}}},
		},
		Formats:       huma.DefaultFormats,
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{clarify},
	}
}

// nameSchema calls clipJSON "Clip", the body of renameMeInput "RenameMe", and
// huma's error model what it is.
func nameSchema(t reflect.Type, hint string) string {
	switch name := huma.DefaultSchemaNamer(t, hint); name {
	case "ErrorModel":
		return "Problem"
	case "ErrorDetail":
		return "ProblemDetail"
	default:
		for _, suffix := range []string{"JSON", "InputBody", "OutputBody"} {
			name = strings.TrimSuffix(name, suffix)
		}
		return name
	}
}

// admit finds out who sends a request and lets nobody pass but to public
// operations, and nobody who asks too often. It runs before anything of the
// request is read.
func (a *API) admit(hc huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(hc)
	w.Header().Set("Cache-Control", "no-store")
	kind := a.kinds[hc.Operation().OperationID]
	credential := a.logins.Credential(r).Hash
	if err := a.config.Limits.AddressBy(kind, r, credential); err != nil {
		a.fail(r.Context(), err).Write(w)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	// Not a deadline of ctx: what comes next may stream for hours.
	late := time.AfterFunc(answerWithin, cancel)
	who, cookie, err := a.identify(r.WithContext(ctx), hc.Operation())
	if !late.Stop() {
		err = fmt.Errorf("who asks was not found out within %v: %w", answerWithin, problem.Unavailable)
	}
	done := func() {}
	if err == nil && who.User != nil {
		if err = a.config.Limits.PersonBy(kind, who.User.ID, credential); err == nil {
			done, err = a.config.Limits.Begin(kind, who.User.ID)
		}
	}
	if err != nil {
		a.fail(r.Context(), err).Write(w)
		return
	}
	defer done()
	if cookie != "" {
		w.Header().Set("Set-Cookie", cookie)
	}
	next(huma.WithContext(hc, withCaller(who)))
}

// identify returns who sends the request, with the cookie that extends the
// login; that is empty for none.
func (a *API) identify(r *http.Request, op *huma.Operation) (who Caller, cookie string, err error) {
	credential := a.logins.Credential(r)
	defer func() { who.Credential = credential }()
	switch op.Metadata[doorKey] {
	case unasked:
		return Caller{Login: r.Context()}, "", nil
	case knownDoor:
		if user, known := a.config.Live.Known(credential); known {
			return Caller{Login: r.Context(), User: &user}, "", nil
		}
	}
	if who, err = a.logins.Identify(r); err != nil {
		return who, "", err
	}
	if who.User == nil && !isPublic(op) {
		return who, "", unauthenticated(r)
	}
	cookie, err = a.logins.Extend(who)
	if err != nil && errors.Is(problem.Of(err), problem.DiskFull) {
		return who, "", nil // to read and to hear needs no room; a later use extends it
	}
	return who, cookie, err
}

// Option changes what an operation is or says of itself.
type Option = func(*huma.Operation)

// Public lets everybody use the operation, signed in or not.
func Public(op *huma.Operation) { op.Security = []map[string][]string{} }

// isPublic reports whether the operation demands nothing; one that says
// nothing inherits the API's demands.
func isPublic(op *huma.Operation) bool { return op.Security != nil && len(op.Security) == 0 }

// Some operations may not wait for the database, which knows who asks.
const (
	doorKey = "door"
	// unasked: who asks does not matter.
	unasked = "unasked"
	// knownDoor: who is connected by the same credential is known by that.
	knownDoor = "known"
)

// Unasked lets everybody use the operation and asks nobody who they are: what it does
// it does to the credential that comes with the request.
func Unasked(op *huma.Operation) {
	Public(op)
	op.Metadata = map[string]any{doorKey: unasked}
}

// Stopping knows who asks by their connections, if they have some: somebody says that
// it is over, and may be recorded until that is carried out.
func Stopping(op *huma.Operation) {
	Empty(op)
	op.Metadata = map[string]any{doorKey: knownDoor}
}

// Created answers with 201 in place of 200.
func Created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

// Empty answers with 204 in place of 200.
func Empty(op *huma.Operation) { op.DefaultStatus = http.StatusNoContent }

// Adds makes an operation one that is refused while there is no room for what it
// adds. What ends or deletes something and who signs in is not.
func (a *API) Adds(op *huma.Operation) {
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(hc)
		if err := a.config.Room(); err != nil {
			a.fail(r.Context(), err).Write(w)
			return
		}
		next(hc)
	})
}

// Kinds returns the kind of each operation, by its ID.
func (a *API) Kinds() map[string]limits.Kind { return maps.Clone(a.kinds) }

// Route adds a typed operation. The pattern is "METHOD /path" below [Prefix].
func Route[I, O any](a *API, kind limits.Kind, pattern, id, summary string, handle func(context.Context, *I) (*O, error), options ...Option) {
	op := operation(pattern, id, summary, options)
	a.kinds[id] = kind
	op.Middlewares = append(op.Middlewares, a.receive)
	huma.Register(a.typed, op, func(ctx context.Context, in *I) (*O, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return out, nil
	})
}

// Stream adds an operation that writes its answer itself. It passes the same
// door as the typed ones and is in the description like them.
func (a *API) Stream(kind limits.Kind, pattern, id, summary string, handle func(http.ResponseWriter, *http.Request) error, options ...Option) {
	op := operation(pattern, id, summary, options)
	a.kinds[id] = kind
	problems := a.typed.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[huma.ErrorModel](), true, "")
	op.Responses["default"] = &huma.Response{
		Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problems}},
	}
	a.typed.OpenAPI().AddOperation(&op)
	a.typed.Adapter().Handle(&op, a.typed.Middlewares().Handler(func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		if err := handle(w, r.WithContext(hc.Context())); err != nil {
			a.fail(hc.Context(), err).Write(w)
		}
	}))
}

func operation(pattern, id, summary string, options []Option) huma.Operation {
	method, path, _ := strings.Cut(pattern, " ")
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary, MaxBodyBytes: maxBody,
		BodyReadTimeout: -1, // who serves the API bounds how slowly bodies come
		Responses:       map[string]*huma.Response{},
	}
	for _, option := range options {
		option(&op)
	}
	return op
}
