package people

import "time"

// UploadCounts is how long a file counts as being sent. One that takes longer,
// or whose server is gone for good, keeps nobody from sending others.
const UploadCounts = 6 * time.Hour

// Upload is a file on its way in.
type Upload struct {
	// ID is that of the clip it becomes.
	ID     string
	UserID string
	// Node is the server that receives it.
	Node string
	// Size is how many bytes it has at most.
	Size      int64
	StartedAt time.Time
}
