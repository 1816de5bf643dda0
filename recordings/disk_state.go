package recordings

// DiskState is how much room the disk of the spool has.
type DiskState int

// The states.
const (
	// DiskRoomy: there is room.
	DiskRoomy DiskState = iota
	// DiskLow: less than twice the floor is free. Recording goes on; who is
	// recorded should know.
	DiskLow
	// DiskFull: less than the floor is free, or the disk refuses. Sound is not
	// written any more; what is there is safe and can be finished.
	DiskFull
)

// String names the state as the signaling protocol does.
func (s DiskState) String() string { return [...]string{"", "low", "full"}[s] }
