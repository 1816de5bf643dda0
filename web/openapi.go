package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// describe returns a handler for the API's OpenAPI 3.1 description.
// web/openapi.json is a copy of it; a test keeps it fresh.
func describe(api huma.API) (http.Handler, error) {
	// Ours always have these; huma's model leaves them open.
	api.OpenAPI().Components.Schemas.Map()["Problem"].Required = []string{"type", "title", "status", "detail"}
	compact, err := json.Marshal(api.OpenAPI())
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

// unknownOperation answers below the API's prefix what no operation does: 405
// where another method would do, else 404.
func unknownOperation(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
			probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
			if _, pattern := mux.Handler(probe); pattern != r.Pattern {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			writeProblem(w, newProblem(http.StatusNotFound, "The API has nothing at this address; /api/v1/openapi.json describes it."))
			return
		}
		for _, method := range allowed {
			w.Header().Add("Allow", method)
		}
		writeProblem(w, newProblem(http.StatusMethodNotAllowed, "The API has no such method at this address; /api/v1/openapi.json describes it."))
	})
}
