package limits

import "fmt"

// Rate is how often something may be done: Burst times at once, and PerSecond
// times a second from then on. Without a burst it is not counted.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Limit is what a person may ask, and what comes from one address.
type Limit struct {
	Person, Address Rate
	// AtOnce is how many of a person's may be under way at once, AddressAtOnce how
	// many of an address; 0 is no bound.
	AtOnce, AddressAtOnce int
}

// Table has a limit for each kind.
type Table map[Kind]Limit

// Default is the table that the server works by. A person has several times what
// the page needs at its busiest; an address has ten times that, or more where
// nobody is known yet, since thirty people behind one may come back at once.
func Default() Table {
	return Table{
		SignIn:  {Person: Rate{1, 20}, Address: Rate{2, 120}},
		Redeem:  {Person: Rate{1, 20}, Address: Rate{1, 60}},
		Make:    {Person: Rate{2, 60}, Address: Rate{20, 600}},
		Stop:    {Person: Rate{10, 300}, Address: Rate{100, 3000}},
		Read:    {Person: Rate{20, 300}, Address: Rate{200, 3000}},
		Upload:  {Person: Rate{1, 30}, Address: Rate{10, 300}},
		Piece:   {Person: Rate{5, 100}, Address: Rate{50, 1000}, AtOnce: 4},
		Media:   {Person: Rate{30, 300}, Address: Rate{300, 3000}, AtOnce: 64},
		Page:    {Address: Rate{100, 3000}},
		Probe:   {Address: Rate{20, 200}},
		Connect: {Person: Rate{2, 30}, Address: Rate{20, 600}, AtOnce: 40},
		Program: {Person: Rate{5, 60}, Address: Rate{20, 300}},
		Message: {Person: Rate{20, 300}},
		Any:     {AddressAtOnce: 200},
		Refusal: {Person: Rate{1, 100}},
	}
}

// Check fails when the table has no limit for the kind: nothing may be asked
// without one.
func (t Table) Check(kind Kind) error {
	if limit := t[kind]; limit.Person.Burst < 1 && limit.Address.Burst < 1 && limit.AddressAtOnce < 1 {
		return fmt.Errorf("requests of kind %q have no limit; give them one in package limits", kind)
	}
	return nil
}
