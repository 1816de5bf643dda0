package people

// Usage is what a user has at one moment, over all servers of the database.
type Usage struct {
	// Rooms counts the sessions that they own and that have not ended; see
	// [LobbyCounts].
	Rooms int
	// Stored is how many bytes their clips take in spools and stores. A recording
	// under way counts from its end on.
	Stored int64
	// Uploads counts the files that they are sending, and Arriving is how many
	// bytes those have at most.
	Uploads  int
	Arriving int64
}

// Bytes is what storage has to hold.
func (u Usage) Bytes() int64 { return u.Stored + u.Arriving }
