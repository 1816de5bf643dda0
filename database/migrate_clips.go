package database

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/pressly/goose/v3"

	"practice/recordings"
)

// clipCodes is migration 6: reasons, causes and formats of clips that were stored
// in words become codes. Words that no program wrote become the code for unknown
// ones and go to the log; nothing else is lost.
func clipCodes(log *slog.Logger) *goose.Migration {
	return goose.NewGoMigration(6, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		rows, err := wordedClips(ctx, tx)
		if err != nil {
			return fmt.Errorf("read the clips: %w", err)
		}
		for _, row := range rows {
			coded, err := row.coded(ctx, log)
			if err != nil {
				return fmt.Errorf("clip %q: %w", row.id, err)
			}
			if _, err := tx.ExecContext(ctx, "UPDATE clips SET format = $2, origin = $3, reason = $4, receipt = $5 WHERE id = $1",
				coded.id, coded.format, coded.origin, coded.reason, coded.receipt); err != nil {
				return fmt.Errorf("clip %q: %w", row.id, err)
			}
		}
		return nil
	}}, nil)
}

// wordedClip is what the migration changes of a clip.
type wordedClip struct {
	id, session, format, origin, reason, receipt string
}

func wordedClips(ctx context.Context, tx *sql.Tx) (clips []wordedClip, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, session_id, format, reason, receipt FROM clips")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c wordedClip
		if err := rows.Scan(&c.id, &c.session, &c.format, &c.reason, &c.receipt); err != nil {
			return nil, err
		}
		clips = append(clips, c)
	}
	return clips, rows.Err()
}

func (c wordedClip) coded(ctx context.Context, log *slog.Logger) (wordedClip, error) {
	format, origin := recordings.FormatOf(c.format)
	if c.session == "" {
		format, origin = "", recordings.Imported
	}
	reason, known := recordings.ReasonOf(c.reason)
	if !known {
		log.WarnContext(ctx, "a clip gave a reason that has no code", "clip", c.id, "reason", c.reason)
	}
	receipt, err := codedReceipt(ctx, log.With("clip", c.id), c.receipt)
	return wordedClip{c.id, c.session, format, string(origin), string(reason), receipt}, err
}

// codedReceipt changes the words of a receipt and leaves the rest as it is.
func codedReceipt(ctx context.Context, log *slog.Logger, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var receipt map[string]json.RawMessage
	var words struct {
		Gaps    []map[string]any `json:"gaps"`
		Missing float64          `json:"missing_ms"`
	}
	if err := errors.Join(fromJSON(text, &receipt), fromJSON(text, &words)); err != nil {
		return "", err
	}
	for _, gap := range words.Gaps {
		former, _ := gap["cause"].(string)
		cause, known := recordings.CauseOf(former)
		if !known {
			log.WarnContext(ctx, "a gap has a cause without a code", "cause", former)
		}
		gap["cause"] = cause
	}
	const audible = 100 // ms
	verdict := recordings.VerdictComplete
	if words.Missing >= audible {
		verdict = recordings.VerdictIncomplete
	}
	for key, value := range map[string]any{"gaps": words.Gaps, "verdict": verdict} {
		data, err := toJSON(value)
		if err != nil {
			return "", err
		}
		receipt[key] = json.RawMessage(data)
	}
	return toJSON(receipt)
}
