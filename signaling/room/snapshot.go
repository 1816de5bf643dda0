package room

import (
	"time"

	"practice/sessions"
	"practice/sessions/shown"
	"practice/signaling/wire"
)

// snapshotFor makes the snapshot for one participant.
func (r *Room) snapshotFor(userID string, now time.Time) wire.Snapshot {
	s := &r.session
	plan := s.Clock.Plan
	if s.State() == sessions.Lobby || len(plan) == 0 {
		plan = s.Format.Stages
	}
	out := wire.Snapshot{
		ID: s.ID, Kind: string(s.Kind), State: string(s.State()),
		Format: shown.FormatRefOf(s.Format), Plan: shown.StagesOf(plan), Events: eventsOf(s.Clock), Questions: shown.QuestionsOf(s.QuestionsFor(userID)),
		Leg: s.Leg, EndedAtMS: unixMS(s.EndedAt), EndReason: string(s.EndReason),
		Recording: r.recording(now), ClipIDs: append([]string{}, r.clips[userID]...),
		RecordingClip: r.recordingClip(userID), Voice: string(r.voice(now)), Keeping: r.keeping(now), Disk: r.config.Recorder.Disk().String(), Program: r.program != nil,
		Participants: []wire.Participant{}, Knocks: r.knocks(userID),
	}
	for _, p := range s.Participants {
		seat := r.seats[p.UserID]
		out.Participants = append(out.Participants, wire.Participant{
			ID: p.UserID, Name: p.Name, Role: string(p.Role), Consented: p.Consented(), Owner: p.UserID == s.OwnerID,
			Connected: seat != nil && seat.present(), Hears: seat != nil && seat.hears,
		})
	}
	return out
}

func unixMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// eventsOf shows what happened to a clock.
func eventsOf(clock sessions.Clock) []wire.ClockEvent {
	out := make([]wire.ClockEvent, 0, len(clock.Events))
	for _, e := range clock.Events {
		out = append(out, wire.ClockEvent{Kind: string(e.Kind), AtMS: unixMS(e.At), ByMS: e.By.Milliseconds()})
	}
	return out
}
