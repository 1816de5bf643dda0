package bank

// Domain is a field of knowledge that the bank has questions of.
type Domain struct {
	// ID is the value of sessions.Question.Domain, and the name of the
	// domain's file: "operating-systems".
	ID string
	// Name is the domain's name for people: "Operating systems".
	Name string
}
