package recordings

import "practice/problem"

// The kinds of failure of this package, its Store and its Blobs. Each has its
// code, so that web and signaling tell it as every other one.
var (
	// ErrNotFound: no such clip or object.
	ErrNotFound = problem.NotFound.Say("there is nothing here, or it is not yours")
	// ErrDeleted: the clip was deleted, or whose it is or what it is of; what is left of
	// it may not come back.
	ErrDeleted = problem.NotFound.Say("it was deleted")
	// ErrNotReady: the object is being made; asking again later succeeds.
	ErrNotReady = problem.NotReady.Say("this is still being made. Try again in a moment")
	// ErrBusy: the clip is being recorded and can't be changed that way now.
	ErrBusy = problem.Busy.Say("the clip is still being recorded. End the session first")
	// ErrNotWanted: nothing can be added to the clip.
	ErrNotWanted = problem.NotWanted.Say("nothing can be added to this clip")
	// ErrOccupied: something else is being done with the clip, and took long.
	ErrOccupied = problem.Unavailable.Say("the clip is being worked on and the store is slow. Try again in a moment")
	// ErrTooMuch: more was sent for a clip than its recording can lack.
	ErrTooMuch = problem.TooMuch.Say("more was sent for this clip than its recording can lack")
	// ErrPiece: what was sent is not an uninterrupted piece of mono Ogg Opus.
	ErrPiece = problem.Invalid.Say("what was sent is not an uninterrupted stretch of mono Ogg Opus")
)

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
