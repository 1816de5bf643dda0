package nodes

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// run renews and looks until ctx ends.
func (k *Keeper) run(ctx context.Context) {
	tick := time.NewTicker(k.config.Every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			k.beat(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// beat renews this node's leases and looks at the others'. A database that does
// not answer is said once; leases are kept meanwhile, since no other node can
// take them without it.
func (k *Keeper) beat(ctx context.Context) {
	err := k.renew(ctx)
	if err == nil {
		_, err = k.look(ctx)
	}
	if ctx.Err() != nil || (err != nil) == k.cutOff {
		return
	}
	k.cutOff = err != nil
	if err != nil {
		k.config.Log.WarnContext(ctx, "leases can't be renewed; should only this server be cut off from the database, others end its sessions", "err", err, "in", k.config.Lifetime)
		return
	}
	k.config.Log.InfoContext(ctx, "leases are renewed again")
}

// renew renews all leases by one statement and follows what it tells: those that
// are missing were taken by another node, those that nobody here uses are let
// go of.
func (k *Keeper) renew(ctx context.Context) error {
	held := k.settled()
	asking, cancel := context.WithTimeout(ctx, k.config.Every)
	defer cancel()
	leases, err := k.config.Store.RenewLeases(asking, k.config.Node)
	if err != nil {
		return fmt.Errorf("renew the leases: %w", err)
	}
	renewed := make(map[string]Lease, len(leases))
	for _, lease := range leases {
		renewed[lease.Name] = lease
		if k.isOrphan(lease) {
			k.giveBack(ctx, lease)
		}
	}
	for h, lease := range held {
		switch now, known := renewed[lease.Name]; {
		case known && now.Term == lease.Term:
		case known && lease.Name == lifeOf(k.config.Node):
			k.config.Log.ErrorContext(ctx, "another server has this server's identity, its data folder is a copy; stop one and delete the file node in its data folder", "node", k.config.Node)
			fallthrough
		default:
			k.retake(ctx, h)
		}
	}
	return nil
}

// settled returns the leases that are this node's for certain.
func (k *Keeper) settled() map[*hold]Lease {
	k.mu.Lock()
	defer k.mu.Unlock()
	held := map[*hold]Lease{}
	for _, h := range k.holds {
		select {
		case <-h.settled:
			held[h] = h.lease
		default:
		}
	}
	return held
}

// isOrphan reports whether nobody here uses the lease: a dead process of this
// node had it, or it could not be given back.
func (k *Keeper) isOrphan(lease Lease) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.holds[lease.Name] == nil
}

// retake takes a lease again that was lost: another node took it, and may have
// given it back, or the database was restored from a copy. Who uses it is told.
func (k *Keeper) retake(ctx context.Context, h *hold) {
	if !k.join(h) {
		return
	}
	defer k.letGo(h)
	asking, cancel := context.WithTimeout(ctx, k.config.Every)
	defer cancel()
	wanted := Lease{Name: h.lease.Name, Node: k.config.Node, Term: rand.Text()}
	taken, err := k.config.Store.TakeLease(asking, wanted, Lease{})
	if err != nil {
		return // the next beat tries again
	}
	k.mu.Lock()
	if taken {
		h.lease = wanted
	} else {
		k.forget(h)
	}
	k.mu.Unlock()
	if wanted.Name == lifeOf(k.config.Node) {
		return
	}
	k.config.Log.WarnContext(ctx, "lease was taken by another server, to which this one seemed gone", "lease", wanted.Name, "given_back", taken)
	k.config.Lost(ctx, wanted.Name, taken)
}

// join adds a use to a lease that somebody uses still, so that it is not let go of
// and claimed anew meanwhile; false when nobody does.
func (k *Keeper) join(h *hold) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed || k.holds[h.lease.Name] != h {
		return false
	}
	h.users++
	return true
}

// look reads all leases and notes what is seen of them.
func (k *Keeper) look(ctx context.Context) ([]Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, k.config.Every)
	defer cancel()
	asked := time.Now()
	leases, err := k.config.Store.Leases(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at the leases: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.others.look(asked, time.Now(), leases)
	return leases, nil
}
