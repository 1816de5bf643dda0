package capture

import "time"

const (
	// mostPerSecond is how many bytes of a voice are taken a second in the long run:
	// no encoder is asked for more than 510 kbit/s (RFC 7587 section 6.1). A voice has
	// a tenth of it.
	mostPerSecond = 510_000 / 8
	// mostAtOnce is what a connection may bring at once that stood still.
	mostAtOnce = 20 * mostPerSecond
)

// allowance bounds what is recorded of a sender that sends whatever it can: two and a
// half milliseconds may take 1275 bytes (RFC 6716 section 3.4), which is 1.8 GB an
// hour.
type allowance struct {
	left  float64
	since time.Time
	// exceeded: some was left out.
	exceeded bool
}

// take reports whether so many bytes more are within it at an instant.
func (a *allowance) take(size int, at time.Time) bool {
	if a.since.IsZero() {
		a.left, a.since = mostAtOnce, at
	}
	if passed := at.Sub(a.since); passed > 0 {
		a.left, a.since = min(mostAtOnce, a.left+passed.Seconds()*mostPerSecond), at
	}
	if float64(size) > a.left {
		return false
	}
	a.left -= float64(size)
	return true
}
