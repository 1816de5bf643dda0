package limits

// Kind is the code of a kind of request. Every route has one.
type Kind string

// The kinds.
const (
	// SignIn: sign in.
	SignIn Kind = "sign_in"
	// Redeem: take a seat by an invite, which may make a guest.
	Redeem Kind = "redeem"
	// Make: make, change or delete something.
	Make Kind = "make"
	// Stop: end what may be recorded. Nobody may be kept from that.
	Stop Kind = "stop"
	// Read: look something up.
	Read Kind = "read"
	// Upload: send a file.
	Upload Kind = "upload"
	// Piece: send a piece of a page's copy, which is held in memory whole.
	Piece Kind = "piece"
	// Media: hear a clip, in as many ranges as a player likes.
	Media Kind = "media"
	// Page: fetch a file of the page.
	Page Kind = "page"
	// Probe: ask how the server does.
	Probe Kind = "probe"
	// Connect: connect a page to its session.
	Connect Kind = "connect"
	// Program: speak with the door for programs, WHIP.
	Program Kind = "program"
	// Message: send a message over the socket of a session.
	Message Kind = "message"
	// Any: whatever it is. Only how many are under way counts.
	Any Kind = "any"
	// Refusal: be told over one connection that a message came too often. Whoever
	// does not heed that has none of these left in the end.
	Refusal Kind = "refusal"
)
