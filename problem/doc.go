// Package problem is how a failure is told: every error that reaches a person
// or a program has a [Code] and a sentence, and one table says what each code
// is over HTTP. WHIP is HTTP (RFC 9725) and answers the same; the socket of a
// room sends the code as it is. Every room may import it; it imports none.
package problem
