package recordings

import (
	"fmt"
	"time"
)

// SampleRate is the rate of every time line here, in samples per second: Opus
// counts at 48 kHz whatever it carries (RFC 7587 section 4.1, RFC 7845 section 4).
const SampleRate = 48000

// ClipState is where a clip stands.
type ClipState string

// The states, in order; a clip fails from any of the first two, and is deleted
// from any but the first.
const (
	// Recording: packets are arriving or expected.
	Recording ClipState = "recording"
	// Storing: the recording is over, plays from the spool, and is on its way
	// to the store.
	Storing ClipState = "storing"
	// Ready: stored, verified, and everything derived from it is there.
	Ready ClipState = "ready"
	// Failed: nothing could be kept; the reason says why.
	Failed ClipState = "failed"
	// Deleting: it was deleted, and something of it may be left somewhere. It
	// exists for nobody but who deletes it; see [Store].
	Deleting ClipState = "deleting"
)

// Clip is the recording of one participant for one leg of a session.
type Clip struct {
	ID        string
	OwnerID   string
	SessionID string
	Leg       int
	Title     string
	// Prompt and Domain say what was practised, as it was worded then; Format is
	// the ID of the session's format.
	Prompt string
	Domain string
	Format string
	// Origin says how the clip came to be; it never changes.
	Origin Origin
	State  ClipState
	// Reason explains a failed state, while storing what it waits for, and what a
	// ready clip lacks. RetryAt is when storing is tried again; else zero.
	Reason  Reason
	RetryAt time.Time
	// Duration is the length of the time line; zero while recording.
	Duration time.Duration
	// Size is how many bytes the original takes in spool or store; zero while it
	// is being recorded.
	Size int64
	// CreatedAt is position 0 on the server's clock.
	CreatedAt time.Time
	// Original is the object that the others are made of: [AudioOgg], or
	// [AudioWAV] for a WAV file that somebody brought. It never changes.
	Original string
	// Edition counts how often the stored clip was replaced by a more complete
	// one; it is part of the keys.
	Edition int
	// Node is the server on whose disk the recording lies until it is stored;
	// empty for a clip of the time when there was one server.
	Node string
	// Peaks draw the small waveform: [PeakCount] values of 0 to 255, the
	// loudest sample of each stretch; nil until derived.
	Peaks []byte
	// Receipt is nil until the clip is stored and verified.
	Receipt *Receipt
}

// PeakCount is the number of values in Clip.Peaks.
const PeakCount = 96

// The objects of a clip, as the last part of their keys.
const (
	AudioOgg    = "audio.ogg"
	AudioWAV    = "audio.wav"
	WaveformDat = "waveform.dat"
	ReceiptJSON = "receipt.json"
)

// Key returns the key of a clip's object in the store: "clips/<id>/<object>",
// from the second edition on "clips/<id>/edition-<n>/<object>". Keys are never
// reused.
func Key(clipID string, edition int, object string) string {
	if edition == 0 {
		return "clips/" + clipID + "/" + object
	}
	return fmt.Sprintf("clips/%s/edition-%d/%s", clipID, edition, object)
}
