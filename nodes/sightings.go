package nodes

import "time"

// sightings are the leases of other nodes as this one has seen them. A lease has
// run out when the database has answered for a whole lifetime, again and again,
// and the lease was the same each time. While the database does not answer no
// time passes: it may keep the others from renewing, too.
type sightings struct {
	// lifetime is how long a lease holds without being renewed, longest the most
	// that may lie between two looks for the time between to count.
	lifetime time.Duration
	longest  time.Duration

	last time.Time
	seen map[string]sighting
}

// sighting is a lease and for how long it has been seen unchanged.
type sighting struct {
	lease     Lease
	unchanged time.Duration
}

// look notes what the database answered at now to what was asked at asked. An
// answer that an earlier one overtook is not noted.
func (s *sightings) look(asked, now time.Time, leases []Lease) {
	if asked.Before(s.last) {
		return
	}
	passed, counts := asked.Sub(s.last), now.Sub(s.last) <= s.longest
	seen := make(map[string]sighting, len(leases))
	for _, lease := range leases {
		next := sighting{lease: lease}
		if before, known := s.seen[lease.Name]; known && before.lease == lease && counts {
			next.unchanged = before.unchanged + passed
		}
		seen[lease.Name] = next
	}
	s.last, s.seen = now, seen
}

// ranOut returns the lease of this name as it was last seen, if it has run out.
func (s *sightings) ranOut(name string) (Lease, bool) {
	found, known := s.seen[name]
	if !known || found.unchanged < s.lifetime {
		return Lease{}, false
	}
	return found.lease, true
}

// lifeOf is the lease that a node has for as long as it lives.
func lifeOf(node string) string { return "node/" + node }
