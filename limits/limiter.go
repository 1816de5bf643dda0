package limits

import (
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"practice/problem"
)

// Limiter counts what is asked. It is safe for concurrent use.
type Limiter struct {
	table              Table
	proxies            []netip.Prefix
	now                func() time.Time
	persons, addresses *buckets

	mu sync.Mutex
	// underWay counts the requests of persons and addresses that are not answered
	// yet.
	underWay map[holder]int
	// told is until when whoever came by a credential was refused.
	told map[holder]time.Time
}

// tooOften is what a person hears.
const tooOften = "that was too often in a short time"

// New makes a limiter. Whose address a request has is believed of the proxies;
// see [AddressOf].
func New(table Table, proxies []netip.Prefix, now func() time.Time) *Limiter {
	persons, addresses := map[Kind]Rate{}, map[Kind]Rate{}
	for kind, limit := range table {
		persons[kind], addresses[kind] = limit.Person, limit.Address
	}
	return &Limiter{table: table, proxies: proxies, now: now, persons: newBuckets(persons), addresses: newBuckets(addresses), underWay: map[holder]int{}, told: map[holder]time.Time{}}
}

// Check fails when there is no limit for the kind.
func (l *Limiter) Check(kind Kind) error { return l.table.Check(kind) }

// Address counts a request for the address it comes from. It fails with
// [problem.RateLimited] (RFC 6585 section 4), which says when to try again.
func (l *Limiter) Address(kind Kind, r *http.Request) error {
	return refusal(l.addresses.take(kind, keyOf(AddressOf(r, l.proxies)), l.now()), "many requests came from your network")
}

// Person counts a request of a user's. It fails like [Limiter.Address].
func (l *Limiter) Person(kind Kind, userID string) error {
	return refusal(l.persons.take(kind, userID, l.now()), tooOften)
}

// Begin counts a request of a user's as being under way until done is called, once.
// It fails with [problem.RateLimited] when as many are as may be.
func (l *Limiter) Begin(kind Kind, userID string) (done func(), err error) {
	return l.begin(holder{kind, userID}, l.table[kind].AtOnce, "of these requests of yours")
}

// BeginOf counts a request as being under way from its address until done is called,
// once; of a proxy that does not say whose it is, it counts none. It fails like
// [Limiter.Begin].
func (l *Limiter) BeginOf(kind Kind, r *http.Request) (done func(), err error) {
	address := AddressOf(r, l.proxies)
	if !address.IsValid() || within(address, l.proxies) {
		return func() {}, nil
	}
	// No user's ID has a colon in it.
	return l.begin(holder{kind, "address:" + keyOf(address)}, l.table[kind].AddressAtOnce, "requests from your network")
}

func (l *Limiter) begin(h holder, most int, what string) (done func(), err error) {
	if most == 0 {
		return func() {}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.underWay[h] >= most {
		return nil, problem.RateLimited.Say("%d %s are under way already. Wait for one of them", most, what)
	}
	l.underWay[h]++
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.underWay[h]--; l.underWay[h] == 0 {
			delete(l.underWay, h)
		}
	}), nil
}

func refusal(wait time.Duration, what string) error {
	if wait <= 0 {
		return nil
	}
	seconds := int(math.Ceil(wait.Seconds()))
	unit := "seconds"
	if seconds == 1 {
		unit = "second"
	}
	return problem.RateLimited.Say("%s. Wait %d %s, then try again", what, seconds, unit).After(wait)
}
