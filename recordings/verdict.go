package recordings

import "time"

// Verdict is the code of whether a recording is whole, as receipt.json and the API
// have it. It says nothing that can't be known.
type Verdict string

// The verdicts.
const (
	// VerdictComplete: the end is known, and nothing is missing before it that
	// anybody could hear.
	VerdictComplete Verdict = "complete"
	// VerdictIncomplete: so much is missing that it can be heard.
	VerdictIncomplete Verdict = "incomplete"
	// VerdictEndUnknown: nothing is missing of what is known to have been said, but
	// not everything is known; [Receipt.End] says why.
	VerdictEndUnknown Verdict = "end_unknown"
	// VerdictCopyOnItsWay: the recording lacks something, or its end is not known,
	// and the browser that keeps a copy of the voice is still expected to send it.
	VerdictCopyOnItsWay Verdict = "copy_on_its_way"
	// VerdictUnknown: the recording could not be read through, so that nobody knows
	// what is missing.
	VerdictUnknown Verdict = "unknown"
)

// CopyWait is how long after a recording was stored the copy of the page that spoke
// is expected: whoever shuts the laptop in the evening opens it the next day.
const CopyWait = 24 * time.Hour

// inaudible is what nobody notices missing.
const inaudible = 100 * time.Millisecond

// Verdict is the verdict of when the receipt was made.
func (r Receipt) Verdict() Verdict { return r.VerdictAt(r.VerifiedAt) }

// VerdictAt is the verdict at an instant: a copy is not expected for ever.
func (r Receipt) VerdictAt(now time.Time) Verdict {
	short := r.Missing() + max(r.Expected-r.Stored, 0)
	switch whole := short < inaudible && r.End() == EndStopped; {
	case r.Unread:
		return VerdictUnknown
	case whole:
		return VerdictComplete
	case now.Before(r.CopyUntil):
		return VerdictCopyOnItsWay
	case short >= inaudible:
		return VerdictIncomplete
	}
	return VerdictEndUnknown
}

// Complete reports whether the recording is known to be whole.
func (r Receipt) Complete() bool { return r.Verdict() == VerdictComplete }

// End says how the recording ended.
func (r Receipt) End() Ending {
	switch {
	case r.Limit > r.Stored:
		return EndServerLost
	case r.Unknown() > 0:
		return EndConnectionLost
	}
	return EndStopped
}
