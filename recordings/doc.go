// Package recordings owns the voice: capturing packets on the session's time
// line, spooling them to disk, keeping the finished clip, and everything that
// is derived from it. It knows clips, not interviews, and imports nothing of
// ours but the container format in recordings/ogg.
package recordings
