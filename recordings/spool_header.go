package recordings

import (
	"time"

	"practice/recordings/ogg"
)

// header describes the file to players.
func header(clip Clip) ogg.Header {
	return ogg.Header{Channels: 1, PreSkip: preSkip, Comments: []string{
		"TITLE=" + clip.Title, "DATE=" + clip.CreatedAt.UTC().Format(time.RFC3339), "SESSION=" + clip.SessionID, "CLIP=" + clip.ID,
	}}
}
