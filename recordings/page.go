package recordings

import "practice/cursor"

// Order is the order of a list of clips, by their creation.
type Order string

// The orders.
const (
	NewestFirst Order = "newest"
	OldestFirst Order = "oldest"
)

// Page is a part of a list of clips. Clips that come or go elsewhere in the list
// do not move it.
type Page struct {
	Order Order
	// After is where it begins.
	After cursor.Cursor
	// Limit is how many clips it has at most.
	Limit int
}
