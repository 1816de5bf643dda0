package shown

import "practice/sessions"

// Stage is a stage of a format, or of a session's plan.
type Stage struct {
	Name       string `json:"name"`
	Purpose    string `json:"purpose" doc:"What to do in the stage."`
	DurationMS int64  `json:"duration_ms"`
	Leg        int    `json:"leg" doc:"The assignment of roles the stage belongs to, from 0."`
}

// StagesOf shows stages; it never returns nil.
func StagesOf(stages []sessions.Stage) []Stage {
	out := make([]Stage, 0, len(stages))
	for _, s := range stages {
		out = append(out, Stage{Name: s.Name, Purpose: s.Purpose, DurationMS: s.Duration.Milliseconds(), Leg: s.Leg})
	}
	return out
}
