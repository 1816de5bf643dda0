package recordings

// Cause is the code of why a stretch has no audio. It is stored and sent; whoever
// shows it puts it into words.
type Cause string

// The causes.
const (
	// NotYetArrived: from position 0 to the first packet.
	NotYetArrived Cause = "not_yet_arrived"
	// Lost: packets are missing in the middle of a stream.
	Lost Cause = "lost"
	// Paused: the sender left a stretch out, as it does in silence when
	// discontinuous transmission is on, or its device stood still.
	Paused Cause = "paused"
	// Disconnected: the stream broke off and another began.
	Disconnected Cause = "disconnected"
	// Stopped: nothing arrived up to the end.
	Stopped Cause = "stopped"
	// ConnectionLost: the voice's connection was lost, and did not come back before
	// the end. Whether anything was said there nobody knows, so that it is not
	// counted as missing.
	ConnectionLost Cause = "connection_lost"
	// NoRoom: the server had no room to write.
	NoRoom Cause = "no_room"
	// Damaged: what was written could not be read back.
	Damaged Cause = "damaged"
	// Interrupted: the server was killed and came back later.
	Interrupted Cause = "interrupted"
	// UnknownCause: an older program wrote words that no code is known for.
	UnknownCause Cause = "unknown"
)
