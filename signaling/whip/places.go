package whip

import (
	"context"
	"fmt"
	"sync"

	"practice/problem"
)

// Leases are shared by all servers of a database; package nodes says how.
type Leases interface {
	// Claim takes the lease of this name for this server and reports whether it
	// could. It is kept until release is called.
	Claim(ctx context.Context, name string) (release func(), claimed bool, err error)
}

// places are those at which programs speak, [atOnce] for each user. One is this
// server's alone while its lease is.
type places struct {
	leases Leases

	mu    sync.Mutex
	taken map[string]bool
}

// take takes a place for one more program of the user. It fails with
// [problem.TooMany] when all are taken, on this server or another.
func (p *places) take(ctx context.Context, userID string) (giveBack func(), err error) {
	for i := range atOnce {
		name := fmt.Sprintf("program/%s/%d", userID, i)
		if !p.reserve(name) {
			continue
		}
		release, claimed, err := p.leases.Claim(ctx, name)
		if claimed {
			return sync.OnceFunc(func() {
				release()
				p.free(name)
			}), nil
		}
		p.free(name)
		if err != nil {
			return nil, err
		}
	}
	return nil, problem.TooMany.Say("%d programs are recording for you already. End one", atOnce)
}

// reserve lets nobody else of this server ask for the lease: it would be given to
// both.
func (p *places) reserve(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[name] {
		return false
	}
	p.taken[name] = true
	return true
}

func (p *places) free(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.taken, name)
}
