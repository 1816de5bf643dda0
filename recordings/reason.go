package recordings

// Reason is the code of why a clip failed, what it waits for while storing, or
// what a ready one lacks; empty when there is nothing to say. It is stored and
// sent; whoever shows it puts it into words.
type Reason string

// The reasons.
const (
	// NoSound: failed, since no sound reached the server.
	NoSound Reason = "no_sound"
	// NotInSpool: failed, since the server was stopped before the recording
	// reached its disk.
	NotInSpool Reason = "not_in_spool"
	// StoreUnreachable, StoreRefuses, StoreMismatch (it gave back something else
	// than it was given) and CannotFinish (the server itself has trouble): storing
	// waits until Clip.RetryAt; the recording is safe on the server.
	StoreUnreachable Reason = "store_unreachable"
	StoreRefuses     Reason = "store_refuses"
	StoreMismatch    Reason = "store_mismatch"
	CannotFinish     Reason = "cannot_finish"
	// NoDiskRoom: storing waits until Clip.RetryAt for room on the server's disk.
	NoDiskRoom Reason = "disk_full"
	// WaitsForNode: the recording lies on the disk of a server that is gone at the
	// moment, and is stored when that is back.
	WaitsForNode Reason = "waits_for_node"
	// DerivedMissing: the waveform could not be drawn; the recording itself is
	// whole.
	DerivedMissing Reason = "derived_missing"
	// UnknownReason: an older program wrote words that no code is known for.
	UnknownReason Reason = "unknown"
)
