package spool

import (
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

// Header describes the file to players.
func Header(clip recordings.Clip) ogg.Header {
	return ogg.Header{Channels: 1, PreSkip: recordings.PreSkip, Comments: []string{
		"TITLE=" + clip.Title, "DATE=" + clip.CreatedAt.UTC().Format(time.RFC3339), "SESSION=" + clip.SessionID, "CLIP=" + clip.ID,
	}}
}
