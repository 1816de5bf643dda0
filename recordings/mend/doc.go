// Package mend closes the gaps of a recording with pieces of the page's own copy,
// and what is damaged with silence.
package mend
