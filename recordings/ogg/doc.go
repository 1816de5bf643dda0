// Package ogg reads and writes Opus in the Ogg container: pages per RFC 3533,
// the mapping of Opus per RFC 7845. It knows nothing of clips.
//
// It is ours because a recording lives by its granule positions, by many
// packets on a page, and by the repair of a file that a dead process left.
package ogg
