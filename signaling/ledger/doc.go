// Package ledger lets a goroutine that may wait for nothing have things done: a
// mailbox takes what others want of it, and a ledger visits the database for it.
package ledger
