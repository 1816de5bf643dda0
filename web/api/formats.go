package api

import (
	"context"

	"practice/access"
	"practice/sessions"
	"practice/sessions/shown"
)

type formatJSON struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Medium     string        `json:"medium" enum:"verbal,whiteboard,live_coding"`
	Summary    string        `json:"summary"`
	Kinds      []string      `json:"kinds" nullable:"false" enum:"solo,paired"`
	DurationMS int64         `json:"duration_ms"`
	Legs       int           `json:"legs" doc:"How many assignments of roles, and so how many questions."`
	Stages     []shown.Stage `json:"stages" nullable:"false"`
}

type formatsOutput struct {
	Body struct {
		Formats []formatJSON `json:"formats" nullable:"false"`
	}
}

// ListFormats returns the formats in the order in which they are offered.
func (a *API) ListFormats(ctx context.Context, _ *struct{}) (*formatsOutput, error) {
	if err := access.Authorize(callerOf(ctx), access.BrowseBank, access.Thing{}); err != nil {
		return nil, err
	}
	var out formatsOutput
	for _, f := range sessions.Formats() {
		out.Body.Formats = append(out.Body.Formats, formatBody(f))
	}
	return &out, nil
}

func formatBody(f sessions.Format) formatJSON {
	out := formatJSON{
		ID: f.ID, Name: f.Name, Medium: string(f.Medium), Summary: f.Summary,
		DurationMS: f.Duration().Milliseconds(), Legs: f.Legs(), Stages: shown.StagesOf(f.Stages),
	}
	for _, k := range f.Kinds {
		out.Kinds = append(out.Kinds, string(k))
	}
	return out
}
