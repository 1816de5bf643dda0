package recordings

import "time"

// The bounds of a piece of a page's copy.
const (
	MaxPieceSize   = 2 << 20
	MaxPieceLength = 2 * time.Minute
)

// The bounds of a recording that somebody brings.
const (
	MaxImportSize     = 512 << 20
	MaxImportDuration = 4 * time.Hour
	// MaxImportMemory is what taking one in costs at most, whatever the file
	// holds; it is streamed to the disk.
	MaxImportMemory = 8 << 20
)
