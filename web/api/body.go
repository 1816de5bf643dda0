package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"practice/problem"
)

// humaContext has a name that is none of its methods.
type humaContext = huma.Context

// received is a request whose body is there.
type received struct {
	humaContext
	body io.Reader
}

// BodyReader returns the body.
func (r received) BodyReader() io.Reader { return r.body }

// Unwrap returns the request without it.
func (r received) Unwrap() huma.Context { return r.humaContext }

// receive reads the body of a request before anything else is made of it, and
// answers where it does not come, comes in parts, or is not what it says: huma
// would take that for a fault of the server, or say it in the words of Go's decoder.
func (a *API) receive(hc huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(hc)
	if r.Body == nil || r.Body == http.NoBody {
		next(hc)
		return
	}
	body, err := readWhole(r.Body, hc.Operation().MaxBodyBytes)
	if err != nil {
		a.fail(hc.Context(), err).Write(w)
		return
	}
	if kinds := hc.Operation().RequestBody; kinds != nil && kinds.Content["application/json"] != nil {
		if broken, is := errors.AsType[*json.SyntaxError](json.Unmarshal(body, new(json.RawMessage))); is && len(body) > 0 {
			told := problem.Malformed.Say("the body is not JSON, from byte %d on", broken.Offset).Document()
			told.Errors = []problem.Detail{{Message: told.Detail, Location: "body"}}
			told.Write(w)
			return
		}
	}
	next(received{hc, bytes.NewReader(body)})
}

// readWhole reads a body of at most so many bytes.
func readWhole(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, most))
	late, isNet := errors.AsType[net.Error](err)
	switch {
	case int64(len(body)) >= most:
		return nil, problem.TooMuch.Say("the body has more than %d KiB", most>>10)
	case isNet && late.Timeout():
		return nil, problem.Stalled
	case err != nil:
		return nil, errBroken
	}
	return body, nil
}

// errBroken: less came than was announced.
var errBroken = problem.Malformed.Say("the body did not arrive to its end. Send it again")
