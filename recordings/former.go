package recordings

import "strings"

// The functions here give codes for what programs wrote before there were codes.
// Their tables never change.

// CauseOf returns the cause of a gap for a code or for former words. known is
// false when it is neither.
func CauseOf(words string) (cause Cause, known bool) {
	switch c := Cause(words); c {
	case NotYetArrived, Lost, Paused, Disconnected, Stopped, ConnectionLost, NoRoom, Damaged, Interrupted, UnknownCause:
		return c, true
	}
	for former, cause := range map[string]Cause{
		"the voice had not arrived yet": NotYetArrived, "packets were lost": Lost, "the sender paused": Paused,
		"the connection was interrupted": Disconnected, "nothing arrived until the end": Stopped,
		"the server’s disk was full": NoRoom, "the server’s copy was damaged": Damaged, "the server was stopped": Interrupted,
	} {
		if words == former {
			return cause, true
		}
	}
	return UnknownCause, false
}

// ReasonOf returns the reason of a clip for former words, of which the time of
// the next attempt is left out. known is false for words that no program wrote.
func ReasonOf(words string) (reason Reason, known bool) {
	if words == "" {
		return "", true
	}
	for beginning, reason := range map[string]Reason{
		"No sound reached the server.":                                          NoSound,
		"The server was stopped before the recording reached its disk.":         NotInSpool,
		"The store can't be reached; ":                                          StoreUnreachable,
		"The store refuses the recording; ":                                     StoreRefuses,
		"The store gave back something else than it was given; ":                StoreMismatch,
		"The server can't finish the recording at the moment; ":                 CannotFinish,
		"The waveform and the WAV file could not be made.":                      DerivedMissing,
		"The recording waits for the server that recorded it, which is gone at": WaitsForNode,
	} {
		if strings.HasPrefix(words, beginning) {
			return reason, true
		}
	}
	return UnknownReason, false
}

// FormatOf returns the ID of a session's format, and how the clip came to be, for
// the format's former name. A name that no program had stays as it is.
func FormatOf(name string) (format string, origin Origin) {
	switch name {
	case "Brought along":
		return "", Imported
	case "Open recording":
		return "open-recording", FromWHIP
	}
	for former, id := range map[string]string{
		"Explain a concept": "explain-a-concept", "Quick answer": "quick-answer", "Domain knowledge": "domain-knowledge",
		"Behavioural story": "behavioural-story", "Technical screen 45": "technical-screen-45", "System design 45": "system-design-45",
		"Peer swap 2 × 30": "peer-swap-30", "Peer swap 2 × 10": "peer-swap-10",
	} {
		if name == former {
			return id, FromSession
		}
	}
	return name, FromSession
}
