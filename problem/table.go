package problem

import "net/http"

// The codes.
const (
	// Malformed: what was sent can't be read.
	Malformed Code = "malformed"
	// Unauthenticated: the action needs a user and the caller is nobody.
	Unauthenticated Code = "unauthenticated"
	// Forbidden: the user is known and may not do this.
	Forbidden Code = "forbidden"
	// GuestsMayNot: the user is a guest, and this is for members alone.
	GuestsMayNot Code = "guests_may_not"
	// NotFound: no such thing, or none that the asker may know of.
	NotFound Code = "not_found"
	// MethodNotAllowed: there is something, but it can't be asked that way.
	MethodNotAllowed Code = "method_not_allowed"
	// Stalled: what was being sent stopped arriving.
	Stalled Code = "stalled"
	// Conflict: the input is right and the state forbids it now.
	Conflict Code = "conflict"
	// Busy: the clip is being recorded and can't be changed that way now.
	Busy Code = "busy"
	// NotWanted: nothing can be added to the clip.
	NotWanted Code = "not_wanted"
	// Expired: the link was good once.
	Expired Code = "expired"
	// PreconditionFailed: it has changed since the asker looked.
	PreconditionFailed Code = "precondition_failed"
	// TooMuch: more was sent than is taken.
	TooMuch Code = "too_much"
	// UnsupportedType: what was sent is of a kind that is not taken.
	UnsupportedType Code = "unsupported_type"
	// OutOfRange: the bytes that were asked for are not there.
	OutOfRange Code = "out_of_range"
	// Misdirected: the server does not answer under that name.
	Misdirected Code = "misdirected"
	// Invalid: the input breaks a rule; the sentence says which, with the value.
	Invalid Code = "invalid"
	// Media: the voice could not be connected.
	Media Code = "media"
	// PreconditionRequired: the request has to say what it is based on.
	PreconditionRequired Code = "precondition_required"
	// TooMany: the user does this too often at once.
	TooMany Code = "too_many"
	// RateLimited: the person, or their address, asks more often than is answered.
	RateLimited Code = "rate_limited"
	// UploadsQuota: the user sends as many files at once as they may.
	UploadsQuota Code = "uploads_quota"
	// RoomsQuota: the user has as many open sessions as they may.
	RoomsQuota Code = "rooms_quota"
	// GuestsQuota: the invite has made as many guests as it may.
	GuestsQuota Code = "guests_quota"
	// StorageQuota: the user's recordings take as much as they may.
	StorageQuota Code = "storage_quota"
	// Internal: the server is at fault, and its log says how.
	Internal Code = "internal"
	// Unavailable: the database or the store does not answer. Nothing was
	// decided; asking again may succeed.
	Unavailable Code = "unavailable"
	// Elsewhere: another server on the same database has the session.
	Elsewhere Code = "session_elsewhere"
	// NotReady: it is being made; asking again soon succeeds.
	NotReady Code = "not_ready"
	// DiskFull: the server has no room for it.
	DiskFull Code = "disk_full"
)

// row is what a code means: words for a log, its HTTP status, the seconds after
// which to try again (0 for none), and the sentence where nobody said more.
type row struct {
	code     Code
	words    string
	status   int
	retry    int
	sentence string
}

// table is the one place where failures become statuses and sentences. Of two
// codes with one status the first stands for it.
var table = []row{ //nolint:gochecknoglobals // a constant table
	{Malformed, "malformed", http.StatusBadRequest, 0, "What was sent can't be read."},
	{Unauthenticated, "not signed in", http.StatusUnauthorized, 0, "You are not signed in. Open your sign-in link or an invite first."},
	{Forbidden, "not allowed", http.StatusForbidden, 0, "You are not allowed to do this."},
	{GuestsMayNot, "not for guests", http.StatusForbidden, 0, "As a guest you have your seat and your own clips. Ask the server’s operator for a sign-in link to do more; your clips stay yours."},
	{NotFound, "not found", http.StatusNotFound, 0, "There is nothing here, or it is not yours."},
	{MethodNotAllowed, "method not allowed", http.StatusMethodNotAllowed, 0, "This can't be done here."},
	{Stalled, "it stopped arriving", http.StatusRequestTimeout, 0, "What was sent stopped arriving. Send it again."},
	{Conflict, "not possible now", http.StatusConflict, 0, "This is not possible now."},
	{Busy, "still recording", http.StatusConflict, 0, "The clip is still being recorded. End the session first."},
	{NotWanted, "nothing is wanted", http.StatusConflict, 0, "Nothing can be added to this clip."},
	{RoomsQuota, "too many open sessions", http.StatusConflict, 0, "You have as many open sessions as one person may have. End one first."},
	{GuestsQuota, "too many guests", http.StatusConflict, 0, "This invite has let as many guests in as one may. Ask for a new one."},
	{Expired, "expired", http.StatusGone, 0, "This link has expired; ask for a new one."},
	{PreconditionFailed, "changed since", http.StatusPreconditionFailed, 0, "It has changed since you looked."},
	{TooMuch, "too much", http.StatusRequestEntityTooLarge, 0, "More was sent than is taken."},
	{UnsupportedType, "of another kind", http.StatusUnsupportedMediaType, 0, "A body of this type is not taken."},
	{OutOfRange, "no such range", http.StatusRequestedRangeNotSatisfiable, 0, "It is shorter than the range that was asked for."},
	{Misdirected, "another host", http.StatusMisdirectedRequest, 0, "This server does not answer under that name."},
	{Invalid, "invalid", http.StatusUnprocessableEntity, 0, "What was sent breaks a rule."},
	{Media, "the voice could not be connected", http.StatusUnprocessableEntity, 0, "The voice could not be connected."},
	{PreconditionRequired, "a condition is needed", http.StatusPreconditionRequired, 0, "The request has to say what it is based on: If-Match."},
	{TooMany, "too many", http.StatusTooManyRequests, 5, "Too many at once. Wait a little."},
	{RateLimited, "too often", http.StatusTooManyRequests, 1, "That was too often in a short time. Wait a little, then try again."},
	{UploadsQuota, "too many files at once", http.StatusTooManyRequests, 30, "As many files of yours as may be are on their way already. Wait for one of them."},
	{Internal, "internal error", http.StatusInternalServerError, 0, "Something went wrong on the server; its log says what. Nothing you typed is at fault."},
	{Unavailable, "no answer", http.StatusServiceUnavailable, 5, "The server’s database or store does not answer. Try again in a moment; if it stays, the server’s log says why."},
	{Elsewhere, "another server has it", http.StatusServiceUnavailable, 15, "Another server of this installation has this session. Connect to that one, or try again when it has stopped."},
	{NotReady, "not ready yet", http.StatusServiceUnavailable, 1, "This is still being made. Try again in a moment."},
	{DiskFull, "the disk is full", http.StatusInsufficientStorage, 0, "The server’s disk is full; its operator has to make room."},
	{StorageQuota, "storage used up", http.StatusInsufficientStorage, 0, "Your recordings take all the room that you have here. Delete some first."},
}

// Codes lists every code of the table, by status.
func Codes() []Code {
	codes := make([]Code, 0, len(table))
	for _, r := range table {
		codes = append(codes, r.code)
	}
	return codes
}

// OfStatus returns the code that stands for an HTTP status which somebody else
// chose: a library, or the standard library's file server.
func OfStatus(status int) Code {
	for _, r := range table {
		if r.status == status {
			return r.code
		}
	}
	if status >= http.StatusInternalServerError {
		return Internal
	}
	return Malformed
}

// rowOf returns the code's row. A code that only one protocol has is none of
// HTTP's: it counts as a fault of the server there.
func rowOf(c Code) row {
	for _, r := range table {
		if r.code == c {
			return r
		}
	}
	r := rowOf(Internal)
	r.code, r.words = c, string(c)
	return r
}
