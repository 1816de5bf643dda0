package database

import (
	"context"
	"fmt"

	"practice/database/gen"
	"practice/nodes"
)

// TakeLease takes a lease that is free, the node's own, or as it was seen in
// ranOut.
func (db *DB) TakeLease(ctx context.Context, wanted, ranOut nodes.Lease) (bool, error) {
	rows, err := db.queries.TakeLease(ctx, gen.TakeLeaseParams{
		Name: wanted.Name, Node: wanted.Node, Term: wanted.Term,
		SeenNode: ranOut.Node, SeenTerm: ranOut.Term, SeenBeat: ranOut.Beat,
	})
	if err != nil {
		return false, fmt.Errorf("take the lease %q: %w", wanted.Name, err)
	}
	return rows > 0, nil
}

// RenewLeases raises the beat of the node's leases and returns them.
func (db *DB) RenewLeases(ctx context.Context, node string) ([]nodes.Lease, error) {
	rows, err := db.queries.RenewLeases(ctx, node)
	if err != nil {
		return nil, fmt.Errorf("renew the leases of node %q: %w", node, err)
	}
	return leasesOf(rows), nil
}

// Leases returns the leases of all nodes by name.
func (db *DB) Leases(ctx context.Context) ([]nodes.Lease, error) {
	rows, err := db.queries.ListLeases(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the leases: %w", err)
	}
	return leasesOf(rows), nil
}

// ReleaseLease removes a lease if its node has it for this term still.
func (db *DB) ReleaseLease(ctx context.Context, lease nodes.Lease) error {
	if err := db.queries.ReleaseLease(ctx, gen.ReleaseLeaseParams{Name: lease.Name, Node: lease.Node, Term: lease.Term}); err != nil {
		return fmt.Errorf("release the lease %q: %w", lease.Name, err)
	}
	return nil
}

func leasesOf(rows []gen.Lease) []nodes.Lease {
	leases := make([]nodes.Lease, 0, len(rows))
	for _, row := range rows {
		leases = append(leases, nodes.Lease{Name: row.Name, Node: row.Node, Term: row.Term, Beat: row.Beat})
	}
	return leases
}
