package recordings

import "time"

// Receipt is what the server states about a finished clip. It is made only
// after the stored object was read back and compared.
type Receipt struct {
	// Expected is the time between start and stop on the session's clock; where the
	// stop is not known, as [EndServerLost] says, what is there.
	Expected time.Duration
	// Stored is the duration of the stored time line.
	Stored time.Duration
	// Limit is, after a crash of the server, how long the recording can have
	// gone on; else 0.
	Limit time.Duration
	Gaps  []Gap
	// Unread: the recording could not be read through, so that there may be more
	// gaps than these.
	Unread bool
	// CopyUntil is until when the browser that spoke is expected to send of its copy
	// what is missing; zero when nothing is expected.
	CopyUntil time.Time
	// Checksum is "sha256:" and the hexadecimal digest of the original.
	Checksum string
	// Size is the length of the original in bytes.
	Size int64
	// Store names where the clip is kept.
	Store string
	// VerifiedAt is when size and checksum were read back and agreed.
	VerifiedAt time.Time
}

// Gap is a stretch of a clip for which no audio arrived. It keeps its length.
type Gap struct {
	// At is its position, Duration its length.
	At       time.Duration
	Duration time.Duration
	Cause    Cause
	// Backfilled: the stretch holds sound from the page's own copy.
	Backfilled bool
}

// Missing is the total length of the gaps that are silence and in which something
// can have been lost.
func (r Receipt) Missing() time.Duration {
	return r.total(func(g Gap) bool { return !g.Backfilled && g.Cause != ConnectionLost })
}

// Unknown is the length of the silence after the voice's connection was lost:
// whether anything was said there nobody knows.
func (r Receipt) Unknown() time.Duration {
	return r.total(func(g Gap) bool { return !g.Backfilled && g.Cause == ConnectionLost })
}

// Backfilled is the total length of the gaps that were closed.
func (r Receipt) Backfilled() time.Duration {
	return r.total(func(g Gap) bool { return g.Backfilled })
}

// Live is the length of what arrived while it was spoken.
func (r Receipt) Live() time.Duration {
	return max(r.Stored-r.Missing()-r.Unknown()-r.Backfilled(), 0)
}

func (r Receipt) total(counts func(Gap) bool) time.Duration {
	var sum time.Duration
	for _, g := range r.Gaps {
		if counts(g) {
			sum += max(min(g.Duration, r.Stored-g.At), 0)
		}
	}
	return sum
}
