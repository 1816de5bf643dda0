package spool

import (
	"time"

	"practice/recordings"
)

// WriteMend writes the file of a mend that was committed.
func WriteMend(s *Spool, clipID string, gaps []recordings.Gap, length time.Duration, pieces ...string) error {
	return s.writeJSON(clipID, mendFile, mendRecordOf(Mend{Gaps: gaps, End: End{Expected: length, Stored: length, Copied: true}, Pieces: pieces}))
}
