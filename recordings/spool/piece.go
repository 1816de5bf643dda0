package spool

import "io"

// Piece is an uninterrupted part of the page's copy, as an Ogg Opus file.
type Piece struct {
	Name string
	// At is where its first sample lies on the clip's time line, by the page's
	// clock.
	At int64
	// Length is that of its sound, in samples.
	Length int64
	Open   func() (io.ReadCloser, error)
}
