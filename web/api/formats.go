package api

import (
	"context"

	"practice/sessions"
)

type stageJSON struct {
	Name       string `json:"name"`
	Purpose    string `json:"purpose" doc:"What to do in the stage."`
	DurationMS int64  `json:"duration_ms"`
	Leg        int    `json:"leg" doc:"The assignment of roles the stage belongs to, from 0."`
}

type formatJSON struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Medium     string      `json:"medium" enum:"verbal,whiteboard,live_coding"`
	Summary    string      `json:"summary"`
	Kinds      []string    `json:"kinds" nullable:"false" enum:"solo,paired"`
	DurationMS int64       `json:"duration_ms"`
	Legs       int         `json:"legs" doc:"How many assignments of roles, and so how many questions."`
	Stages     []stageJSON `json:"stages" nullable:"false"`
}

type formatsOutput struct {
	Body struct {
		Formats []formatJSON `json:"formats" nullable:"false"`
	}
}

// ListFormats returns the formats in the order in which they are offered.
func (a *API) ListFormats(context.Context, *struct{}) (*formatsOutput, error) {
	var out formatsOutput
	for _, f := range sessions.Formats() {
		out.Body.Formats = append(out.Body.Formats, formatBody(f))
	}
	return &out, nil
}

func formatBody(f sessions.Format) formatJSON {
	out := formatJSON{
		ID: f.ID, Name: f.Name, Medium: string(f.Medium), Summary: f.Summary,
		DurationMS: f.Duration().Milliseconds(), Legs: f.Legs(),
	}
	for _, k := range f.Kinds {
		out.Kinds = append(out.Kinds, string(k))
	}
	for _, s := range f.Stages {
		out.Stages = append(out.Stages, stageJSON{Name: s.Name, Purpose: s.Purpose, DurationMS: s.Duration.Milliseconds(), Leg: s.Leg})
	}
	return out
}
