package nodes

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// How leases are kept outside tests.
const (
	// Lifetime is how long a lease holds without being renewed.
	Lifetime = 15 * time.Second
	// Every is the time between two renewals, and the deadline of one.
	Every = 3 * time.Second
)

// Config is what a [Keeper] works with. All fields are needed.
type Config struct {
	// Node is this server's identity; see [Identity].
	Node  string
	Store Store
	// Lifetime and Every are the constants of these names outside tests. A
	// lifetime is at least five times as long.
	Lifetime, Every time.Duration
	// Lost is called, from any goroutine, with each lease of a room that was not
	// this node's for a while: another may have taken it, since it had seen nothing of
	// this one for a lifetime. again: it was given back since, and is this node's.
	Lost func(ctx context.Context, name string, again bool)
	Log  *slog.Logger
}

// Keeper takes leases for this node, renews them until they are let go of, and
// watches those of other nodes.
type Keeper struct {
	config  Config
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
	holds  map[string]*hold
	others sightings
	// cutOff: the last renewal failed.
	cutOff bool
}

// hold is a lease of this node and how often it was claimed. The keeper's mutex
// guards it.
type hold struct {
	lease Lease
	users int
	// settled is closed when it is known whether the lease was got; taken and err
	// hold from then on.
	settled chan struct{}
	taken   bool
	err     error
}

// Join makes this node known to the others and renews its leases from now on.
// What a dead process of this node had is let go of. Close the keeper after use.
func Join(ctx context.Context, config Config) (*Keeper, error) {
	k := &Keeper{config: config, holds: map[string]*hold{}}
	k.others = sightings{lifetime: config.Lifetime, longest: 2 * config.Every}
	if _, _, err := k.Claim(ctx, lifeOf(config.Node)); err != nil {
		return nil, fmt.Errorf("join the servers of this database: %w", err)
	}
	k.beat(ctx)
	ctx, k.cancel = context.WithCancel(context.WithoutCancel(ctx))
	k.running.Go(func() { k.run(ctx) })
	return k, nil
}

// ID is this node's identity.
func (k *Keeper) ID() string { return k.config.Node }

// Claim takes the lease of this name, unless another node has it that is not
// known to be gone; it reports whether it did. What was claimed several times is
// let go of when each has called its release; more calls of it change nothing.
func (k *Keeper) Claim(ctx context.Context, name string) (release func(), claimed bool, err error) {
	k.mu.Lock()
	h := k.holds[name]
	first := h == nil
	if first {
		h = &hold{lease: Lease{Name: name, Node: k.config.Node, Term: rand.Text()}, settled: make(chan struct{})}
		k.holds[name] = h
	}
	h.users++
	ranOut, _ := k.others.ranOut(name)
	k.mu.Unlock()
	if first {
		k.take(ctx, h, ranOut)
	}
	select {
	case <-h.settled:
		err = h.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		k.letGo(h)
		return nil, false, fmt.Errorf("claim %s: %w", name, err)
	}
	if !h.taken {
		k.letGo(h)
		return nil, false, nil
	}
	return sync.OnceFunc(func() { k.letGo(h) }), true, nil
}

// take asks for the lease on behalf of all who wait for it.
func (k *Keeper) take(ctx context.Context, h *hold, ranOut Lease) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.config.Every)
	defer cancel()
	h.taken, h.err = k.config.Store.TakeLease(ctx, h.lease, ranOut)
	if h.taken && ranOut.Node != "" {
		k.config.Log.WarnContext(ctx, "lease taken from a server that is gone", "lease", h.lease.Name, "node", ranOut.Node)
	}
	if !h.taken {
		k.mu.Lock()
		k.forget(h)
		k.mu.Unlock()
	}
	close(h.settled)
}

// forget lets the next claim ask again.
func (k *Keeper) forget(h *hold) {
	if k.holds[h.lease.Name] == h {
		delete(k.holds, h.lease.Name)
	}
}

// letGo ends one use of the lease; with the last it is free for others.
func (k *Keeper) letGo(h *hold) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h.users--
	if h.users > 0 || k.holds[h.lease.Name] != h || k.closed {
		return
	}
	k.forget(h)
	lease := h.lease
	k.running.Go(func() { k.giveBack(context.Background(), lease) })
}

// giveBack removes the lease. Should that fail, the next beat does it.
func (k *Keeper) giveBack(ctx context.Context, lease Lease) {
	ctx, cancel := context.WithTimeout(ctx, k.config.Every)
	defer cancel()
	if err := k.config.Store.ReleaseLease(ctx, lease); err != nil {
		k.config.Log.WarnContext(ctx, "lease can't be given back", "lease", lease.Name, "err", err)
	}
}

// Gone reports whether another node is gone: it left, or the database has
// answered for a lifetime and nothing was seen of the node. This node never is.
func (k *Keeper) Gone(ctx context.Context, node string) (bool, error) {
	if node == k.config.Node {
		return false, nil
	}
	leases, err := k.look(ctx)
	if err != nil {
		return false, err
	}
	for _, lease := range leases {
		if lease.Name == lifeOf(node) {
			k.mu.Lock()
			defer k.mu.Unlock()
			_, ranOut := k.others.ranOut(lease.Name)
			return ranOut, nil
		}
	}
	return true, nil
}

// Close lets go of all leases, as far as ctx lasts; the rest run out. It returns
// when nothing runs any more.
func (k *Keeper) Close(ctx context.Context) error {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.cancel()
	k.running.Wait()
	k.mu.Lock()
	var left []Lease
	for _, h := range k.holds {
		left = append(left, h.lease)
	}
	k.mu.Unlock()
	for _, lease := range left {
		k.giveBack(ctx, lease)
	}
	return nil
}
