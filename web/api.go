package web

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

const (
	apiPrefix = "/api/v1"
	// maxBody bounds the body of an API request, in bytes.
	maxBody = 64 << 10
)

// newAPI makes the typed API on mux, still without operations. Every operation
// needs a user unless it is made public.
func (s *Server) newAPI(mux *http.ServeMux) huma.API {
	const schemas = "#/components/schemas/"
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Practice", Version: "1",
				Description: "Rehearse technical interviews aloud. Errors are problem documents (RFC 9457); their detail is written for people. " +
					"401: nobody is signed in. 404: not there, or not yours. 409: the state forbids it now. 410: a link has expired. 422: what was sent breaks a rule. " +
					"Instants are RFC 3339, durations integers of milliseconds.",
			},
			Servers: []*huma.Server{{URL: apiPrefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(schemas, nameSchema),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"login":     {Type: "apiKey", In: "cookie", Name: loginCookie, Description: "The login that a sign-in link or an invite gives to a browser."},
					"api_token": {Type: "http", Scheme: "bearer", Description: "A token of `practice token create`."},
				},
			},
			Security: []map[string][]string{{"login": {}}, {"api_token": {}}},
		},
		Formats:       huma.DefaultFormats,
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{clarify},
	}
	api := humago.NewWithPrefix(mux, apiPrefix, config)
	api.UseMiddleware(s.admit)
	return api
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
// operations. It runs before anything of the request is read.
func (s *Server) admit(hc huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(hc)
	w.Header().Set("Cache-Control", "no-store")
	who, err := s.logins.identify(r)
	if err != nil {
		s.fail(r.Context(), err).Write(w)
		return
	}
	if who.user == nil && !isPublic(hc.Operation()) {
		s.fail(r.Context(), unauthenticated(r)).Write(w)
		return
	}
	cookie, err := s.logins.extend(who.ctx)
	if err != nil {
		s.fail(r.Context(), err).Write(w)
		return
	}
	if cookie != "" {
		w.Header().Set("Set-Cookie", cookie)
	}
	next(huma.WithContext(hc, withCaller(who)))
}

// public lets everybody use the operation, signed in or not.
func public(op *huma.Operation) { op.Security = []map[string][]string{} }

// isPublic reports whether the operation demands nothing; one that says
// nothing inherits the API's demands.
func isPublic(op *huma.Operation) bool { return op.Security != nil && len(op.Security) == 0 }

// created answers with 201 in place of 200.
func created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

// route adds a typed operation. The pattern is "METHOD /path" below the API's
// prefix.
func route[I, O any](s *Server, api huma.API, pattern, id, summary string, handle func(context.Context, *I) (*O, error), options ...func(*huma.Operation)) {
	op := operation(pattern, id, summary, options)
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return out, nil
	})
}

// stream adds an operation that writes its answer itself. It passes the same
// door as the typed ones and is in the description like them.
func (s *Server) stream(api huma.API, pattern, id, summary string, handle func(http.ResponseWriter, *http.Request) error, options ...func(*huma.Operation)) {
	op := operation(pattern, id, summary, options)
	problems := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[huma.ErrorModel](), true, "")
	op.Responses["default"] = &huma.Response{
		Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problems}},
	}
	api.OpenAPI().AddOperation(&op)
	api.Adapter().Handle(&op, api.Middlewares().Handler(func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		if err := handle(w, r.WithContext(hc.Context())); err != nil {
			s.fail(hc.Context(), err).Write(w)
		}
	}))
}

func operation(pattern, id, summary string, options []func(*huma.Operation)) huma.Operation {
	method, path, _ := strings.Cut(pattern, " ")
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary, MaxBodyBytes: maxBody,
		Responses: map[string]*huma.Response{},
	}
	for _, option := range options {
		option(&op)
	}
	return op
}
