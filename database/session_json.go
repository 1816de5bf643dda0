package database

import (
	"time"

	"practice/sessions"
)

// The JSON of a session's columns. It has types of its own, so that a field of
// sessions can be renamed without losing what is stored; testdata/session.json
// has it as it must stay readable.

type formatJSON struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Medium  string      `json:"medium"`
	Summary string      `json:"summary,omitempty"`
	Kinds   []string    `json:"kinds,omitempty"`
	Stages  []stageJSON `json:"stages,omitempty"`
}

type clockJSON struct {
	Plan   []stageJSON `json:"plan,omitempty"`
	Events []eventJSON `json:"events,omitempty"`
}

type eventJSON struct {
	Kind string `json:"kind"`
	AtMS int64  `json:"at_ms"`
	ByMS int64  `json:"by_ms,omitempty"`
}

type stageJSON struct {
	Name    string `json:"name"`
	Purpose string `json:"purpose,omitempty"`
	// DurationNS is in nanoseconds: a stage that was left early before there were
	// events has no whole milliseconds.
	DurationNS int64 `json:"duration_ns"`
	Leg        int   `json:"leg,omitempty"`
}

type questionJSON struct {
	ID     string   `json:"id,omitempty"`
	Domain string   `json:"domain,omitempty"`
	Topic  string   `json:"topic,omitempty"`
	Level  string   `json:"level,omitempty"`
	Prompt string   `json:"prompt"`
	Hints  []string `json:"hints,omitempty"`
	Points []string `json:"points,omitempty"`
}

type doorJSON struct {
	Knocks     []knockJSON `json:"knocks,omitempty"`
	TurnedAway []awayJSON  `json:"turned_away,omitempty"`
}

type knockJSON struct {
	UserID string `json:"user_id"`
	Name   string `json:"name"`
	Role   string `json:"role"`
	AtMS   int64  `json:"at_ms"`
}

type awayJSON struct {
	UserID  string `json:"user_id"`
	AtMS    int64  `json:"at_ms"`
	Removed bool   `json:"removed,omitempty"`
}

func formatToJSON(f sessions.Format) (string, error) {
	return toJSON(formatJSON{
		ID: f.ID, Name: f.Name, Medium: string(f.Medium), Summary: f.Summary,
		Kinds: each(f.Kinds, func(k sessions.Kind) string { return string(k) }), Stages: each(f.Stages, stageToJSON),
	})
}

func formatFromJSON(data string) (sessions.Format, error) {
	var f formatJSON
	err := fromJSON(data, &f)
	return sessions.Format{
		ID: f.ID, Name: f.Name, Medium: sessions.Medium(f.Medium), Summary: f.Summary,
		Kinds: each(f.Kinds, func(k string) sessions.Kind { return sessions.Kind(k) }), Stages: each(f.Stages, stageFromJSON),
	}, err
}

func clockToJSON(c sessions.Clock) (string, error) {
	return toJSON(clockJSON{Plan: each(c.Plan, stageToJSON), Events: each(c.Events, func(e sessions.ClockEvent) eventJSON {
		return eventJSON{Kind: string(e.Kind), AtMS: millis(e.At), ByMS: e.By.Milliseconds()}
	})})
}

func clockFromJSON(data string) (sessions.Clock, error) {
	var c clockJSON
	err := fromJSON(data, &c)
	return sessions.Clock{Plan: each(c.Plan, stageFromJSON), Events: each(c.Events, func(e eventJSON) sessions.ClockEvent {
		return sessions.ClockEvent{Kind: sessions.EventKind(e.Kind), At: instant(e.AtMS), By: time.Duration(e.ByMS) * time.Millisecond}
	})}, err
}

func stageToJSON(s sessions.Stage) stageJSON {
	return stageJSON{Name: s.Name, Purpose: s.Purpose, DurationNS: int64(s.Duration), Leg: s.Leg}
}

func stageFromJSON(s stageJSON) sessions.Stage {
	return sessions.Stage{Name: s.Name, Purpose: s.Purpose, Duration: time.Duration(s.DurationNS), Leg: s.Leg}
}

func questionsToJSON(questions []sessions.Question) (string, error) {
	return toJSON(each(questions, func(q sessions.Question) questionJSON {
		return questionJSON{ID: q.ID, Domain: q.Domain, Topic: q.Topic, Level: string(q.Level), Prompt: q.Prompt, Hints: q.Hints, Points: q.Points}
	}))
}

func questionsFromJSON(data string) ([]sessions.Question, error) {
	var questions []questionJSON
	err := fromJSON(data, &questions)
	return each(questions, func(q questionJSON) sessions.Question {
		return sessions.Question{ID: q.ID, Domain: q.Domain, Topic: q.Topic, Level: sessions.Level(q.Level), Prompt: q.Prompt, Hints: q.Hints, Points: q.Points}
	}), err
}

func doorToJSON(d sessions.Door) (string, error) {
	return toJSON(doorJSON{
		Knocks: each(d.Knocks, func(k sessions.Knock) knockJSON {
			return knockJSON{UserID: k.UserID, Name: k.Name, Role: string(k.Role), AtMS: millis(k.At)}
		}),
		TurnedAway: each(d.TurnedAway, func(t sessions.TurnedAway) awayJSON {
			return awayJSON{UserID: t.UserID, AtMS: millis(t.At), Removed: t.Removed}
		}),
	})
}

func doorFromJSON(data string) (sessions.Door, error) {
	var d doorJSON
	err := fromJSON(data, &d)
	return sessions.Door{
		Knocks: each(d.Knocks, func(k knockJSON) sessions.Knock {
			return sessions.Knock{UserID: k.UserID, Name: k.Name, Role: sessions.Role(k.Role), At: instant(k.AtMS)}
		}),
		TurnedAway: each(d.TurnedAway, func(t awayJSON) sessions.TurnedAway {
			return sessions.TurnedAway{UserID: t.UserID, At: instant(t.AtMS), Removed: t.Removed}
		}),
	}, err
}

// usersToJSON keeps a list of users' IDs.
func usersToJSON(ids []string) (string, error) { return toJSON(append([]string{}, ids...)) }

func usersFromJSON(data string) ([]string, error) {
	var ids []string
	if err := fromJSON(data, &ids); err != nil || len(ids) == 0 {
		return nil, err
	}
	return ids, nil
}

// each converts a list; nil stays nil.
func each[From, To any](list []From, convert func(From) To) []To {
	if list == nil {
		return nil
	}
	out := make([]To, 0, len(list))
	for _, item := range list {
		out = append(out, convert(item))
	}
	return out
}
