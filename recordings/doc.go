// Package recordings is the vocabulary of a voice: the clip and its receipt, gaps
// and their causes, packets, positions on a time line in samples, keys, and the
// ports to what keeps facts and sound. It does nothing with them; each folder
// below does one thing. It knows clips, not interviews.
package recordings
