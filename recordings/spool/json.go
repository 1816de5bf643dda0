package spool

import (
	"encoding/json"
	"time"

	"practice/recordings"
)

// spoolVersion is written into the spool's files. Those without one hold former
// words; see spool_former.go.
const spoolVersion = 1

// clipRecord is the content of clipFile: what is needed to make the clip again
// without the database.
type clipRecord struct {
	Version   int               `json:"version"`
	ID        string            `json:"id"`
	OwnerID   string            `json:"owner_id"`
	SessionID string            `json:"session_id"`
	Leg       int               `json:"leg"`
	Title     string            `json:"title"`
	Prompt    string            `json:"prompt"`
	Domain    string            `json:"domain"`
	Format    string            `json:"format"`
	Origin    recordings.Origin `json:"origin"`
	CreatedAt time.Time         `json:"created_at"`
	Original  string            `json:"original"`
	Edition   int               `json:"edition"`
}

func recordOf(c recordings.Clip) clipRecord {
	return clipRecord{
		Version: spoolVersion, ID: c.ID, OwnerID: c.OwnerID, SessionID: c.SessionID, Leg: c.Leg, Title: c.Title, Prompt: c.Prompt,
		Domain: c.Domain, Format: c.Format, Origin: c.Origin, CreatedAt: c.CreatedAt, Original: c.Original, Edition: c.Edition,
	}
}

// UnmarshalJSON reads former records too.
func (r *clipRecord) UnmarshalJSON(data []byte) error {
	type plain clipRecord
	if version, err := versionOf(data); err != nil || version > 0 {
		return orDecode(err, data, (*plain)(r))
	}
	var former formerClip
	err := json.Unmarshal(data, &former)
	*r = former.record()
	return err
}

func (r clipRecord) clip() recordings.Clip {
	return recordings.Clip{
		ID: r.ID, OwnerID: r.OwnerID, SessionID: r.SessionID, Leg: r.Leg, Title: r.Title, Prompt: r.Prompt,
		Domain: r.Domain, Format: r.Format, Origin: r.Origin, State: recordings.Recording, CreatedAt: r.CreatedAt, Original: r.Original, Edition: r.Edition,
	}
}

// gapRecord is a line of gapsFile. It counts in samples, as the time line does.
type gapRecord struct {
	At         int64            `json:"at_samples"`
	Length     int64            `json:"samples"`
	Cause      recordings.Cause `json:"cause"`
	Backfilled bool             `json:"backfilled"`
}

func gapRecordOf(g recordings.Gap) gapRecord {
	return gapRecord{At: recordings.SamplesOf(g.At), Length: recordings.SamplesOf(g.Duration), Cause: g.Cause, Backfilled: g.Backfilled}
}

func gapRecords(gaps []recordings.Gap) []gapRecord {
	out := make([]gapRecord, 0, len(gaps))
	for _, g := range gaps {
		out = append(out, gapRecordOf(g))
	}
	return out
}

// UnmarshalJSON reads former records too, whose lines have other names.
func (r *gapRecord) UnmarshalJSON(data []byte) error {
	type plain gapRecord
	var present struct {
		At *int64 `json:"at_samples"`
	}
	if err := json.Unmarshal(data, &present); err != nil || present.At != nil {
		return orDecode(err, data, (*plain)(r))
	}
	var former formerGap
	err := json.Unmarshal(data, &former)
	*r = former.record()
	return err
}

func (r gapRecord) gap() recordings.Gap {
	return recordings.Gap{At: recordings.DurationOf(r.At), Duration: recordings.DurationOf(r.Length), Cause: r.Cause, Backfilled: r.Backfilled}
}

// endRecord is the content of endFile.
type endRecord struct {
	Version  int   `json:"version"`
	Expected int64 `json:"expected_samples"`
	Stored   int64 `json:"stored_samples"`
	Limit    int64 `json:"limit_samples"`
	Copied   bool  `json:"copied"`
}

func endRecordOf(e End) endRecord {
	return endRecord{Version: spoolVersion, Expected: recordings.SamplesOf(e.Expected), Stored: recordings.SamplesOf(e.Stored), Limit: recordings.SamplesOf(e.Limit), Copied: e.Copied}
}

// UnmarshalJSON reads former records too.
func (r *endRecord) UnmarshalJSON(data []byte) error {
	type plain endRecord
	if version, err := versionOf(data); err != nil || version > 0 {
		return orDecode(err, data, (*plain)(r))
	}
	var former formerEnd
	err := json.Unmarshal(data, &former)
	*r = former.record()
	return err
}

func (r endRecord) end() End {
	return End{Expected: recordings.DurationOf(r.Expected), Stored: recordings.DurationOf(r.Stored), Limit: recordings.DurationOf(r.Limit), Copied: r.Copied}
}

// copyRecord is the content of copyFile.
type copyRecord struct {
	Version  int  `json:"version"`
	Expected bool `json:"expected"`
}

// mendRecord is the content of mendFile. Former ones differ in what they hold.
type mendRecord struct {
	Version int         `json:"version"`
	Gaps    []gapRecord `json:"gaps"`
	End     endRecord   `json:"end"`
	Pieces  []string    `json:"pieces"`
}

func mendRecordOf(m Mend) mendRecord {
	return mendRecord{Version: spoolVersion, Gaps: gapRecords(m.Gaps), End: endRecordOf(m.End), Pieces: m.Pieces}
}

func (r mendRecord) mend() Mend {
	m := Mend{End: r.End.end(), Pieces: r.Pieces}
	for _, g := range r.Gaps {
		m.Gaps = append(m.Gaps, g.gap())
	}
	return m
}

func versionOf(data []byte) (int, error) {
	var v struct {
		Version int `json:"version"`
	}
	err := json.Unmarshal(data, &v)
	return v.Version, err
}

// orDecode decodes unless something failed before.
func orDecode(err error, data []byte, into any) error {
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
