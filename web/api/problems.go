package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"practice/problem"
)

// fail logs what the server is to blame for and returns err's problem document.
func (a *API) fail(ctx context.Context, err error) *problem.Document {
	told := problem.Of(err)
	if !errors.Is(ctx.Err(), context.Canceled) { // else whoever asked has gone away, and the rest failed by that
		switch told.Code {
		case problem.Internal:
			a.config.Log.ErrorContext(ctx, "request failed", slog.Any("error", err))
		case problem.Unavailable:
			a.config.Log.WarnContext(ctx, "request got no answer from the database or the store", slog.Any("error", err))
		}
	}
	return told.Document()
}

// clarify is a transformer that puts huma's own complaints about the form of a
// request into the same words and shape as ours. It drops the echo of bodies
// and objects, which may hold a token.
func clarify(_ huma.Context, _ string, v any) (any, error) {
	theirs, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	ours := problem.OfStatus(theirs.Status).Say("%s", theirs.Detail).Document()
	ours.Status, ours.Title = theirs.Status, theirs.Title
	var parts []string
	for _, e := range theirs.Errors {
		name := strings.TrimPrefix(strings.TrimPrefix(e.Location, "body."), "query.")
		parts = append(parts, fmt.Sprintf("%s: %s", name, e.Message))
		detail := problem.Detail{Message: e.Message, Location: e.Location, Value: e.Value}
		if text, isText := e.Value.(string); isText {
			detail.Value = problem.Shorten(text, problem.Longest)
		}
		if _, isObject := e.Value.(map[string]any); isObject || e.Location == "body" {
			detail.Value = nil
		}
		ours.Errors = append(ours.Errors, detail)
	}
	if len(parts) > 0 {
		ours.Detail = "What was sent is not valid. " + problem.Sentence(strings.Join(parts, "; "))
	}
	return ours, nil
}
