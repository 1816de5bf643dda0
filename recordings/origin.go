package recordings

// Origin is the code of how a clip came to be.
type Origin string

// The origins.
const (
	// FromSession: a page's microphone was recorded in a session.
	FromSession Origin = "session"
	// FromWHIP: a program was recorded over WHIP, in a session of its own.
	FromWHIP Origin = "whip"
	// Imported: somebody brought a file that was recorded elsewhere. Such a clip
	// has no session and no format.
	Imported Origin = "imported"
)
