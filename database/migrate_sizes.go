package database

import (
	"context"
	"database/sql"
	_ "embed" // for sizes.sql
	"fmt"

	"github.com/pressly/goose/v3"

	"practice/recordings"
)

// sizesSQL is what migration 9 does to the tables. It lies apart from the
// migrations that are SQL alone, which goose finds by their folder.
//
//go:embed sizes.sql
var sizesSQL string

// clipSizes is migration 9: a clip says how many bytes it takes, which its
// receipt knew. One that has none yet says so when it is stored.
func clipSizes() *goose.Migration {
	return goose.NewGoMigration(9, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, sizesSQL); err != nil {
			return fmt.Errorf("change the tables: %w", err)
		}
		sizes, err := receiptSizes(ctx, tx)
		if err != nil {
			return fmt.Errorf("read the receipts: %w", err)
		}
		for id, size := range sizes {
			if _, err := tx.ExecContext(ctx, "UPDATE clips SET size = $2 WHERE id = $1", id, size); err != nil {
				return fmt.Errorf("clip %q: %w", id, err)
			}
		}
		return nil
	}}, nil)
}

// receiptSizes returns the bytes of the stored clips, by their IDs.
func receiptSizes(ctx context.Context, tx *sql.Tx) (sizes map[string]int64, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, receipt FROM clips WHERE receipt <> ''")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sizes = map[string]int64{}
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		var receipt recordings.Receipt
		if err := fromJSON(text, &receipt); err != nil {
			return nil, fmt.Errorf("clip %q: %w", id, err)
		}
		sizes[id] = receipt.Size
	}
	return sizes, rows.Err()
}
