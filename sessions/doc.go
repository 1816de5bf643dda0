// Package sessions holds the rules of a session: who takes part, in which
// role, through which stages, on which clock, and who may change its course. It performs
// no I/O and imports people alone; time is always a parameter.
package sessions
