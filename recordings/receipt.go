package recordings

import (
	"encoding/json"
	"fmt"
	"time"
)

// Receipt is what the server states about a finished clip. It is made only
// after the stored object was read back and compared.
type Receipt struct {
	// Expected is the time between start and stop on the session's clock.
	Expected time.Duration
	// Stored is the duration of the stored time line.
	Stored time.Duration
	Gaps   []Gap
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
)

// Gap is a stretch of a clip for which no audio arrived. It keeps its length.
type Gap struct {
	// At is its position, Duration its length.
	At       time.Duration
	Duration time.Duration
	Cause    Cause
}

// Missing is the total length of the gaps.
func (r Receipt) Missing() time.Duration {
	var sum time.Duration
	for _, g := range r.Gaps {
		sum += g.Duration
	}
	return sum
}

// Verdict says in words whether the recording is whole: "complete", or what is
// missing and where.
func (r Receipt) Verdict() string {
	const audible = 100 * time.Millisecond
	missing := r.Missing()
	if missing < audible {
		return "complete"
	}
	longest := r.Gaps[0]
	for _, g := range r.Gaps {
		if g.Duration > longest.Duration {
			longest = g
		}
	}
	at := fmt.Sprintf("%d:%02d", int(longest.At.Minutes()), int(longest.At.Seconds())%60)
	if len(r.Gaps) == 1 {
		return fmt.Sprintf("%.1f s missing at %s", missing.Seconds(), at)
	}
	return fmt.Sprintf("%.1f s missing in %d places, the longest at %s", missing.Seconds(), len(r.Gaps), at)
}

type gapJSON struct {
	AtMS       int64 `json:"at_ms"`
	DurationMS int64 `json:"duration_ms"`
	Cause      Cause `json:"cause"`
}

type receiptJSON struct {
	ExpectedMS int64     `json:"expected_ms"`
	StoredMS   int64     `json:"stored_ms"`
	MissingMS  int64     `json:"missing_ms"`
	Gaps       []gapJSON `json:"gaps"`
	Checksum   string    `json:"checksum"`
	Size       int64     `json:"size"`
	Store      string    `json:"store"`
	VerifiedAt time.Time `json:"verified_at"`
	Verdict    string    `json:"verdict"`
}

// MarshalJSON writes the receipt as receipt.json and the API have it: times in
// milliseconds, instants per RFC 3339.
func (r Receipt) MarshalJSON() ([]byte, error) {
	out := receiptJSON{
		ExpectedMS: r.Expected.Milliseconds(), StoredMS: r.Stored.Milliseconds(), MissingMS: r.Missing().Milliseconds(),
		Gaps: []gapJSON{}, Checksum: r.Checksum, Size: r.Size, Store: r.Store, VerifiedAt: r.VerifiedAt.UTC(), Verdict: r.Verdict(),
	}
	for _, g := range r.Gaps {
		out.Gaps = append(out.Gaps, gapJSON{g.At.Milliseconds(), g.Duration.Milliseconds(), g.Cause})
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
		Checksum: in.Checksum, Size: in.Size, Store: in.Store, VerifiedAt: in.VerifiedAt,
	}
	for _, g := range in.Gaps {
		r.Gaps = append(r.Gaps, Gap{time.Duration(g.AtMS) * time.Millisecond, time.Duration(g.DurationMS) * time.Millisecond, g.Cause})
	}
	return nil
}
