package recordings

import "time"

// Stretch is a part of a clip's time line.
type Stretch struct {
	At       time.Duration
	Duration time.Duration
}
