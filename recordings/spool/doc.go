// Package spool keeps recordings on the disk until they are stored: a folder for
// each, with everything that is needed to finish it without the database. What it
// says is on the disk survives a power failure.
package spool
