package recordings

import "practice/problem"

// Why a file is not taken in. The error is a [problem.Error] made of one of them,
// with one or two sentences for who brought the file.
var (
	// ErrTooLarge: it is larger or longer than is taken.
	ErrTooLarge = problem.TooMuch.Say("the recording is too large")
	// ErrForeign: it is no WAV and no Ogg Opus file, or of a kind of them that is
	// not taken.
	ErrForeign = problem.UnsupportedType.Say("the recording is of another kind")
	// ErrBroken: its parts contradict one another, or there is no sound in it.
	ErrBroken = problem.Invalid.Say("the recording is broken")
	// ErrDiskFull: the server has no room for it.
	ErrDiskFull = problem.DiskFull.Say("the disk is full")
)
