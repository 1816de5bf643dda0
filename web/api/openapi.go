package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"practice/problem"
)

// Describe returns a handler for the API's OpenAPI 3.1 description, once all
// operations were added. web/openapi.json is a copy of it; a test keeps it fresh.
func (a *API) Describe() (http.Handler, error) {
	// Ours always have these; huma's model leaves them open.
	problems := a.typed.OpenAPI().Components.Schemas.Map()["Problem"]
	problems.Required = []string{"type", "title", "status", "detail", "code"}
	problems.Properties["code"] = &huma.Schema{
		Type: huma.TypeString, Examples: []any{problem.NotFound},
		Description: fmt.Sprintf("The kind of failure, for programs. More may come; these there are: %s.", codes()),
	}
	compact, err := json.Marshal(a.typed.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the API's description: %w", err)
	}
	var readable bytes.Buffer
	if err := json.Indent(&readable, compact, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the API's description: %w", err)
	}
	readable.WriteByte('\n')
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Cache-Control", "no-cache")
		// The status is sent; a client that has gone away needs no more.
		_, _ = w.Write(readable.Bytes())
	}), nil
}

// codes lists the codes of failures.
func codes() string {
	var names []string
	for _, code := range problem.Codes() {
		names = append(names, string(code))
	}
	return strings.Join(names, ", ")
}

// Unknown answers below the API's prefix what no operation does: 405
// where another method would do, else 404.
func (a *API) Unknown() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
			probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
			if _, pattern := a.mux.Handler(probe); pattern != r.Pattern {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			problem.NotFound.Say("The API has nothing at this address; /api/v1/openapi.json describes it.").Document().Write(w)
			return
		}
		for _, method := range allowed {
			w.Header().Add("Allow", method)
		}
		problem.MethodNotAllowed.Say("The API has no such method at this address; /api/v1/openapi.json describes it.").Document().Write(w)
	})
}
