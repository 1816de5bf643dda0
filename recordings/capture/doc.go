// Package capture records a voice: packets as they come are put in order, placed
// on the session's time line, and written to the spool.
package capture
