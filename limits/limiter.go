package limits

import (
	"math"
	"net/http"
	"net/netip"
	"time"

	"practice/problem"
)

// Limiter counts what is asked. It is safe for concurrent use.
type Limiter struct {
	table              Table
	proxies            []netip.Prefix
	now                func() time.Time
	persons, addresses *buckets
}

// New makes a limiter. Whose address a request has is believed of the proxies;
// see [AddressOf].
func New(table Table, proxies []netip.Prefix, now func() time.Time) *Limiter {
	persons, addresses := map[Kind]Rate{}, map[Kind]Rate{}
	for kind, limit := range table {
		persons[kind], addresses[kind] = limit.Person, limit.Address
	}
	return &Limiter{table: table, proxies: proxies, now: now, persons: newBuckets(persons), addresses: newBuckets(addresses)}
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
	return refusal(l.persons.take(kind, userID, l.now()), "that was too often in a short time")
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
