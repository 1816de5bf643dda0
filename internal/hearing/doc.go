// Package hearing stands in for the ear in tests: it speaks a text, decodes a
// recording with tools that are not ours, and finds the one in the other.
package hearing
