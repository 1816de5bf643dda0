package recordings

import "io"

// piece is an uninterrupted part of the page's copy, as an Ogg Opus file.
type piece struct {
	name string
	// at is where its first sample lies on the clip's time line, by the page's
	// clock.
	at int64
	// length is that of its sound, in samples.
	length int64
	open   func() (io.ReadCloser, error)
}
