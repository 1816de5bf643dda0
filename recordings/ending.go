package recordings

// Ending is the code of how a recording ended, and so of what can be known of its
// end. It is sent; whoever shows it puts it into words.
type Ending string

// The endings.
const (
	// EndStopped: the voice was connected until the recording was stopped.
	EndStopped Ending = "stopped"
	// EndConnectionLost: the voice's connection was lost before the recording was
	// stopped, and did not come back. The last gap, of the cause [ConnectionLost],
	// begins there; whether anything was said in it nobody knows.
	EndConnectionLost Ending = "connection_lost"
	// EndServerLost: the server died while it recorded. Whether anything was said
	// after what it had written nobody knows.
	EndServerLost Ending = "server_lost"
)
