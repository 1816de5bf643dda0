package recordings

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// gapJSON counts in milliseconds, with microseconds as decimals, so that a gap
// read back lies where it did to the sample.
type gapJSON struct {
	AtMS       float64 `json:"at_ms"`
	DurationMS float64 `json:"duration_ms"`
	Cause      string  `json:"cause"`
	Backfilled bool    `json:"backfilled"`
}

type receiptJSON struct {
	ExpectedMS   float64   `json:"expected_ms"`
	StoredMS     float64   `json:"stored_ms"`
	LimitMS      float64   `json:"limit_ms,omitempty"`
	LiveMS       float64   `json:"live_ms"`
	BackfilledMS float64   `json:"backfilled_ms"`
	MissingMS    float64   `json:"missing_ms"`
	UnknownMS    float64   `json:"unknown_ms"`
	End          Ending    `json:"end"`
	Gaps         []gapJSON `json:"gaps"`
	Unread       bool      `json:"unread,omitempty"`
	CopyUntil    time.Time `json:"copy_until,omitzero"`
	Checksum     string    `json:"checksum"`
	Size         int64     `json:"size"`
	Store        string    `json:"store"`
	VerifiedAt   time.Time `json:"verified_at"`
	Verdict      Verdict   `json:"verdict"`
}

// MarshalJSON writes the receipt as receipt.json has it and as it is stored:
// times in milliseconds, instants per RFC 3339, causes as codes.
func (r Receipt) MarshalJSON() ([]byte, error) {
	out := receiptJSON{
		ExpectedMS: milliseconds(r.Expected), StoredMS: milliseconds(r.Stored), LimitMS: milliseconds(r.Limit),
		LiveMS: milliseconds(r.Live()), BackfilledMS: milliseconds(r.Backfilled()), MissingMS: milliseconds(r.Missing()),
		UnknownMS: milliseconds(r.Unknown()), End: r.End(), Unread: r.Unread, CopyUntil: r.CopyUntil.UTC(),
		Gaps: []gapJSON{}, Checksum: r.Checksum, Size: r.Size, Store: r.Store, VerifiedAt: r.VerifiedAt.UTC(), Verdict: r.Verdict(),
	}
	for _, g := range r.Gaps {
		out.Gaps = append(out.Gaps, gapJSON{milliseconds(g.At), milliseconds(g.Duration), string(g.Cause), g.Backfilled})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote, also that of programs which wrote
// causes in words.
func (r *Receipt) UnmarshalJSON(data []byte) error {
	var in receiptJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	*r = Receipt{
		Expected: duration(in.ExpectedMS), Stored: duration(in.StoredMS), Limit: duration(in.LimitMS),
		Unread: in.Unread, CopyUntil: in.CopyUntil,
		Checksum: in.Checksum, Size: in.Size, Store: in.Store, VerifiedAt: in.VerifiedAt,
	}
	for _, g := range in.Gaps {
		cause, _ := CauseOf(g.Cause)
		r.Gaps = append(r.Gaps, Gap{duration(g.AtMS), duration(g.DurationMS), cause, g.Backfilled})
	}
	return nil
}

func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}

func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms*1000)) * time.Microsecond
}
