package nodes

import "context"

// Lease says which node has something to itself: a room, or its own life.
type Lease struct {
	// Name is what the lease is for: "session/<id>", "node/<id>".
	Name string
	// Node is the identity of who has it.
	Node string
	// Term is random text, new with each taking: who has lost a lease can't take
	// a later one for theirs.
	Term string
	// Beat counts the renewals of this term.
	Beat int64
}

// Store keeps leases. Each method is one statement, so that no two of one lease
// overlap. None asks for a time of day: clocks of two machines differ.
type Store interface {
	// TakeLease takes the lease of wanted's name for wanted's node and term, with
	// beat 0, if nobody has it, that node has it already, or it is to the beat as
	// it was seen in ranOut. It reports whether it did. A zero ranOut is none.
	TakeLease(ctx context.Context, wanted, ranOut Lease) (bool, error)
	// RenewLeases raises the beat of all leases of the node and returns them.
	RenewLeases(ctx context.Context, node string) ([]Lease, error)
	// Leases returns the leases of all nodes.
	Leases(ctx context.Context) ([]Lease, error)
	// ReleaseLease removes the lease if the node has it for this term still.
	ReleaseLease(ctx context.Context, lease Lease) error
}
