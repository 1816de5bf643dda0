// Package archive takes recordings from the spool to the store, verified, gives
// them back, and deletes them.
package archive
