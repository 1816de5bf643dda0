package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

// migrateCodes is migration 5: sessions are stored in JSON of its own types, and
// by codes where there was prose. What it reads is what programs wrote before;
// neither that nor what it writes follows later changes.
func migrateCodes() *goose.Migration {
	return goose.NewGoMigration(5, &goose.GoFunc{RunTx: rewriteSessions}, nil)
}

// The JSON of sessions before migration 5: Go's field names.
type (
	oldFormat struct {
		ID, Name, Medium, Summary string
		Kinds                     []string
		Stages                    []oldStage
	}
	oldStage struct {
		Name, Purpose string
		Duration      int64
		Leg           int
	}
	oldQuestion struct {
		ID, Domain, Topic, Level, Prompt string
		Hints, Points                    []string
	}
)

// The JSON of sessions from migration 5 on.
type (
	codedFormat struct {
		ID      string       `json:"id"`
		Name    string       `json:"name"`
		Medium  string       `json:"medium"`
		Summary string       `json:"summary,omitempty"`
		Kinds   []string     `json:"kinds,omitempty"`
		Stages  []codedStage `json:"stages,omitempty"`
	}
	codedStage struct {
		Name       string `json:"name"`
		Purpose    string `json:"purpose,omitempty"`
		DurationNS int64  `json:"duration_ns"`
		Leg        int    `json:"leg,omitempty"`
	}
	codedQuestion struct {
		ID     string   `json:"id,omitempty"`
		Domain string   `json:"domain,omitempty"`
		Topic  string   `json:"topic,omitempty"`
		Level  string   `json:"level,omitempty"`
		Prompt string   `json:"prompt"`
		Hints  []string `json:"hints,omitempty"`
		Points []string `json:"points,omitempty"`
	}
)

// codeOf returns the code of a prose that was stored; anything else stays.
func codeOf(prose string) string {
	codes := map[string]string{
		"live coding":            "live_coding",
		"time is up":             "ended_by_plan",
		"ended by a participant": "ended_by_participant",
		"everybody had left":     "ended_by_absence",
		"the server was stopped": "ended_by_shutdown",
	}
	if code, known := codes[prose]; known {
		return code
	}
	return prose
}

// sessionRow is what migration 5 changes of a session.
type sessionRow struct{ id, format, questions, plan, endReason string }

func rewriteSessions(ctx context.Context, tx *sql.Tx) error {
	rows, err := readSessionRows(ctx, tx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := row.recode(); err != nil {
			return fmt.Errorf("session %q: %w", row.id, err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE sessions SET format = $2, questions = $3, plan = $4, end_reason = $5 WHERE id = $1",
			row.id, row.format, row.questions, row.plan, row.endReason); err != nil {
			return fmt.Errorf("rewrite session %q: %w", row.id, err)
		}
	}
	return nil
}

func readSessionRows(ctx context.Context, tx *sql.Tx) (all []*sessionRow, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, format, questions, plan, end_reason FROM sessions")
	if err != nil {
		return nil, fmt.Errorf("read the sessions: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row := &sessionRow{}
		if err := rows.Scan(&row.id, &row.format, &row.questions, &row.plan, &row.endReason); err != nil {
			return nil, fmt.Errorf("read a session: %w", err)
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// recode rewrites the columns of a row.
func (r *sessionRow) recode() error {
	var format oldFormat
	var questions []oldQuestion
	var plan []oldStage
	if err := errors.Join(fromJSON(r.format, &format), fromJSON(r.questions, &questions), fromJSON(r.plan, &plan)); err != nil {
		return err
	}
	stage := func(s oldStage) codedStage { return codedStage{s.Name, s.Purpose, s.Duration, s.Leg} }
	var failed [3]error
	r.format, failed[0] = toJSON(codedFormat{format.ID, format.Name, codeOf(format.Medium), format.Summary, format.Kinds, each(format.Stages, stage)})
	r.questions, failed[1] = toJSON(each(questions, func(q oldQuestion) codedQuestion {
		return codedQuestion(q)
	}))
	r.plan, failed[2] = toJSON(each(plan, stage))
	r.endReason = codeOf(r.endReason)
	return errors.Join(failed[:]...)
}
