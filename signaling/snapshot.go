package signaling

import (
	"time"

	"practice/sessions"
)

// snapshot is a session as one participant may see it (PROTOCOL.md, "The
// snapshot").
type snapshot struct {
	ID           string            `json:"id"`
	Kind         string            `json:"kind"`
	State        string            `json:"state"`
	Format       formatJSON        `json:"format"`
	Stages       []stageJSON       `json:"stages"`
	Leg          int               `json:"leg"`
	StartedAtMS  int64             `json:"started_at_ms"`
	EndedAtMS    int64             `json:"ended_at_ms"`
	EndReason    string            `json:"end_reason"`
	NowMS        int64             `json:"now_ms"`
	Recording    bool              `json:"recording"`
	Questions    []questionJSON    `json:"questions"`
	Participants []participantJSON `json:"participants"`
	ClipIDs      []string          `json:"clip_ids"`
	// RecordingClip is the clip for which this participant is recorded, Voice
	// how the server hears it, Disk how much room there is for it.
	RecordingClip *recordingClipJSON `json:"recording_clip"`
	Voice         string             `json:"voice"`
	Disk          string             `json:"disk"`
	// Program: a program speaks over WHIP, and pages look on.
	Program bool `json:"program"`
}

type recordingClipJSON struct {
	ID   string `json:"id"`
	AtMS int64  `json:"at_ms"`
}

type formatJSON struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Medium string `json:"medium"`
}

type stageJSON struct {
	Name       string `json:"name"`
	Purpose    string `json:"purpose"`
	DurationMS int64  `json:"duration_ms"`
	Leg        int    `json:"leg"`
}

type questionJSON struct {
	ID     string   `json:"id"`
	Domain string   `json:"domain"`
	Topic  string   `json:"topic"`
	Level  string   `json:"level"`
	Prompt string   `json:"prompt"`
	Hints  []string `json:"hints"`
	Points []string `json:"points"`
}

type participantJSON struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	Consented bool   `json:"consented"`
	Connected bool   `json:"connected"`
	Hears     bool   `json:"hears"`
	Owner     bool   `json:"owner"`
}

// snapshotFor makes the snapshot for one participant.
func (r *room) snapshotFor(userID string, now time.Time) snapshot {
	s := &r.session
	plan := s.Clock.Plan
	if s.State() == sessions.Lobby || len(plan) == 0 {
		plan = s.Format.Stages
	}
	out := snapshot{
		ID: s.ID, Kind: string(s.Kind), State: string(s.State()),
		Format: formatJSON{s.Format.ID, s.Format.Name, string(s.Format.Medium)},
		Leg:    s.Leg, StartedAtMS: unixMS(s.Clock.StartedAt), EndedAtMS: unixMS(s.EndedAt), EndReason: string(s.EndReason),
		NowMS: unixMS(now), Recording: r.recording(now), ClipIDs: append([]string{}, r.clips[userID]...),
		RecordingClip: r.recordingClip(userID), Voice: string(r.voice(now)), Disk: r.hub.config.Recorder.Disk().String(), Program: r.whip != nil,
		Stages: []stageJSON{}, Questions: []questionJSON{}, Participants: []participantJSON{},
	}
	for _, stage := range plan {
		out.Stages = append(out.Stages, stageJSON{stage.Name, stage.Purpose, stage.Duration.Milliseconds(), stage.Leg})
	}
	for _, q := range s.QuestionsFor(userID) {
		out.Questions = append(out.Questions, questionJSON{
			ID: q.ID, Domain: q.Domain, Topic: q.Topic, Level: string(q.Level), Prompt: q.Prompt, Hints: notNil(q.Hints), Points: notNil(q.Points),
		})
	}
	for _, p := range s.Participants {
		seat := r.seats[p.UserID]
		out.Participants = append(out.Participants, participantJSON{
			ID: p.UserID, Name: p.Name, Role: string(p.Role), Consented: p.Consented(), Owner: p.UserID == s.OwnerID,
			Connected: seat != nil && (seat.socket != nil || r.whip != nil), Hears: seat != nil && seat.hears,
		})
	}
	return out
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func unixMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
