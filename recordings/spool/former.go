package spool

import (
	"time"

	"practice/recordings"
)

// What is here reads the files of a spool that a program left which wrote its own
// names of fields, durations in nanoseconds, and causes in words.

type formerClip struct {
	ID        string
	OwnerID   string
	SessionID string
	Leg       int
	Title     string
	Prompt    string
	Domain    string
	Format    string
	CreatedAt time.Time
	Original  string
	Edition   int
}

func (f formerClip) record() clipRecord {
	format, origin := recordings.FormatOf(f.Format)
	if f.SessionID == "" {
		format, origin = "", recordings.Imported
	}
	if f.Original == "" { // written by a program that knew no other
		f.Original = recordings.AudioOgg
	}
	return clipRecord{
		ID: f.ID, OwnerID: f.OwnerID, SessionID: f.SessionID, Leg: f.Leg, Title: f.Title, Prompt: f.Prompt,
		Domain: f.Domain, Format: format, Origin: origin, CreatedAt: f.CreatedAt, Original: f.Original, Edition: f.Edition,
	}
}

type formerGap struct {
	At         time.Duration
	Duration   time.Duration
	Cause      string
	Backfilled bool
}

func (f formerGap) record() gapRecord {
	cause, _ := recordings.CauseOf(f.Cause)
	return gapRecord{At: recordings.SamplesOf(f.At), Length: recordings.SamplesOf(f.Duration), Cause: cause, Backfilled: f.Backfilled}
}

type formerEnd struct {
	Expected time.Duration
	Stored   time.Duration
	Limit    time.Duration
	Copied   bool
}

func (f formerEnd) record() endRecord {
	return endRecord{Expected: recordings.SamplesOf(f.Expected), Stored: recordings.SamplesOf(f.Stored), Limit: recordings.SamplesOf(f.Limit), Copied: f.Copied}
}
