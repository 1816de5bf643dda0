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
	// A recording longer than MaxThinImport has so many bytes more for each second
	// beyond: what says that it lasts for hours and holds next to nothing would cost
	// more to draw and to play than to send. Speech has ten times as much.
	MaxThinImport   = 10 * time.Minute
	LeastImportRate = 128
	// MaxImportMemory is what taking one in costs at most, whatever the file
	// holds; it is streamed to the disk.
	MaxImportMemory = 8 << 20
)
