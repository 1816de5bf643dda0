//go:build race

package archive_test

// slowness is how much longer the race detector makes decoding, at most.
const slowness = 15
