package recordings

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Receipt is what the server states about a finished clip. It is made only
// after the stored object was read back and compared.
type Receipt struct {
	// Expected is the time between start and stop on the session's clock.
	Expected time.Duration
	// Stored is the duration of the stored time line.
	Stored time.Duration
	// Limit is, after a crash of the server, how long the recording can have
	// gone on; else 0.
	Limit time.Duration
	Gaps  []Gap
	// Checksum is "sha256:" and the hexadecimal digest of the original.
	Checksum string
	// Size is the length of the original in bytes.
	Size int64
	// Store names where the clip is kept.
	Store string
	// VerifiedAt is when size and checksum were read back and agreed.
	VerifiedAt time.Time
}

// Cause says why a stretch has no audio.
type Cause string

// The causes.
const (
	// NotYetArrived: from position 0 to the first packet.
	NotYetArrived Cause = "the voice had not arrived yet"
	// Lost: packets are missing in the middle of a stream.
	Lost Cause = "packets were lost"
	// Paused: the sender left a stretch out, as it does in silence when
	// discontinuous transmission is on, or its device stood still.
	Paused Cause = "the sender paused"
	// Disconnected: the stream broke off and another began.
	Disconnected Cause = "the connection was interrupted"
	// Stopped: nothing arrived up to the end.
	Stopped Cause = "nothing arrived until the end"
	// NoRoom: the server had no room to write.
	NoRoom Cause = "the server’s disk was full"
	// Damaged: what was written could not be read back.
	Damaged Cause = "the server’s copy was damaged"
	// Interrupted: the server was killed and came back later.
	Interrupted Cause = "the server was stopped"
)

// Gap is a stretch of a clip for which no audio arrived. It keeps its length.
type Gap struct {
	// At is its position, Duration its length.
	At       time.Duration
	Duration time.Duration
	Cause    Cause
	// Backfilled: the stretch holds sound from the page's own copy.
	Backfilled bool
}

// Missing is the total length of the gaps that are silence.
func (r Receipt) Missing() time.Duration { return r.total(false) }

// Backfilled is the total length of the gaps that were closed.
func (r Receipt) Backfilled() time.Duration { return r.total(true) }

// Live is the length of what arrived while it was spoken.
func (r Receipt) Live() time.Duration {
	return max(r.Stored-r.Missing()-r.Backfilled(), 0)
}

func (r Receipt) total(backfilled bool) time.Duration {
	var sum time.Duration
	for _, g := range r.Gaps {
		if g.Backfilled == backfilled {
			sum += min(g.Duration, max(r.Stored-g.At, 0))
		}
	}
	return sum
}

// inaudible is what nobody notices missing.
const inaudible = 100 * time.Millisecond

// Verdict says in words whether the recording is whole: "complete",
// "complete, 31 s backfilled", or what is missing and where.
func (r Receipt) Verdict() string {
	verdict := "complete"
	if missing := r.Missing(); missing >= inaudible {
		verdict = seconds(missing) + " missing " + r.places()
	}
	if backfilled := r.Backfilled(); backfilled >= inaudible {
		verdict += ", " + seconds(backfilled) + " backfilled"
	}
	return verdict
}

// places says where sound is missing. What can't be heard counts only where
// nothing else is missing.
func (r Receipt) places() string {
	var longest Gap
	count, all := 0, 0
	for _, g := range r.Gaps {
		if g.Backfilled {
			continue
		}
		all++
		if g.Duration >= inaudible {
			count++
		}
		if g.Duration > longest.Duration {
			longest = g
		}
	}
	if count == 0 {
		count = all
	}
	at := fmt.Sprintf("at %d:%02d", int(longest.At.Minutes()), int(longest.At.Seconds())%60)
	if count == 1 {
		return at
	}
	return fmt.Sprintf("in %d places, the longest %s", count, at)
}

// seconds writes short durations with a decimal: "1.3 s", "31 s".
func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// gapJSON counts in milliseconds, with microseconds as decimals, so that a gap
// read back lies where it did to the sample.
type gapJSON struct {
	AtMS       float64 `json:"at_ms"`
	DurationMS float64 `json:"duration_ms"`
	Cause      Cause   `json:"cause"`
	Backfilled bool    `json:"backfilled"`
}

type receiptJSON struct {
	ExpectedMS   int64     `json:"expected_ms"`
	StoredMS     int64     `json:"stored_ms"`
	LimitMS      int64     `json:"limit_ms,omitempty"`
	LiveMS       int64     `json:"live_ms"`
	BackfilledMS int64     `json:"backfilled_ms"`
	MissingMS    int64     `json:"missing_ms"`
	Gaps         []gapJSON `json:"gaps"`
	Checksum     string    `json:"checksum"`
	Size         int64     `json:"size"`
	Store        string    `json:"store"`
	VerifiedAt   time.Time `json:"verified_at"`
	Verdict      string    `json:"verdict"`
}

// MarshalJSON writes the receipt as receipt.json and the API have it: times in
// milliseconds, instants per RFC 3339.
func (r Receipt) MarshalJSON() ([]byte, error) {
	out := receiptJSON{
		ExpectedMS: r.Expected.Milliseconds(), StoredMS: r.Stored.Milliseconds(), LimitMS: r.Limit.Milliseconds(),
		LiveMS: r.Live().Milliseconds(), BackfilledMS: r.Backfilled().Milliseconds(), MissingMS: r.Missing().Milliseconds(),
		Gaps: []gapJSON{}, Checksum: r.Checksum, Size: r.Size, Store: r.Store, VerifiedAt: r.VerifiedAt.UTC(), Verdict: r.Verdict(),
	}
	for _, g := range r.Gaps {
		out.Gaps = append(out.Gaps, gapJSON{milliseconds(g.At), milliseconds(g.Duration), g.Cause, g.Backfilled})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *Receipt) UnmarshalJSON(data []byte) error {
	var in receiptJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	*r = Receipt{
		Expected: time.Duration(in.ExpectedMS) * time.Millisecond, Stored: time.Duration(in.StoredMS) * time.Millisecond,
		Limit:    time.Duration(in.LimitMS) * time.Millisecond,
		Checksum: in.Checksum, Size: in.Size, Store: in.Store, VerifiedAt: in.VerifiedAt,
	}
	for _, g := range in.Gaps {
		r.Gaps = append(r.Gaps, Gap{duration(g.AtMS), duration(g.DurationMS), g.Cause, g.Backfilled})
	}
	return nil
}

func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}

func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms*1000)) * time.Microsecond
}
