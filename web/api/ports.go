package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"practice/people"
	"practice/recordings"
	"practice/sessions"
)

// Store is what the API needs of the database: the ports of the rooms, and what a
// page of a list shows of another room.
type Store interface {
	people.Store
	sessions.Store
	recordings.Store
	// SessionsOfClips returns the sessions in which one owner's clips were
	// recorded, by their IDs, and maybe more. One that is gone is not among them.
	SessionsOfClips(ctx context.Context, clips []recordings.Clip) (map[string]sessions.Session, error)
	// ClipsOfSessions returns the IDs of the user's own clips of sessions that the
	// user attended: by the session's ID, in the order of the legs.
	ClipsOfSessions(ctx context.Context, userID string, list []sessions.Session) (map[string][]string, error)
	// DeleteSession deletes a session with its seats and invites, and notes of its
	// host's own clips in it that they are being deleted; it returns how many. Clips of
	// others stay.
	DeleteSession(ctx context.Context, id string) (clips int, err error)
	// DeleteUser deletes a user with everything that is theirs, in the same way. It
	// returns the sessions of others in which they had a seat.
	DeleteUser(ctx context.Context, id string) (seats []string, err error)
}

// Logins knows who sends a request and keeps browsers signed in. Cookies are
// values of Set-Cookie.
type Logins interface {
	// Identify returns who sends the request.
	Identify(r *http.Request) (Caller, error)
	// Extend puts the expiry of a login in use off. The cookie is empty when
	// the expiry is far enough away.
	Extend(who Caller) (cookie string, err error)
	// Begin makes the login one of the user.
	Begin(login context.Context, user people.User) (cookie string, err error)
	// EndsAt returns when the login ends if it is not used before; zero for a
	// caller without one.
	EndsAt(login context.Context) time.Time
	// Undo removes a login that was begun in vain: nobody has its cookie.
	Undo(login context.Context) error
	// Credential returns what a request says that its sender is known by, without
	// finding out whether that is so.
	Credential(r *http.Request) people.Credential
	// Gone is the cookie that removes a login's from its browser.
	Gone() (cookie string)
}

// Live is what goes on by connections, which waits for no database. It is implemented
// by signaling.Hub.
type Live interface {
	// Known returns who is connected by a credential, or was lately.
	Known(c people.Credential) (people.User, bool)
	// SignOut ends a login: when it returns, nobody is recorded, heard or let in by it,
	// whatever becomes of its row.
	SignOut(ctx context.Context, c people.Credential)
	// CutOff does the same for every credential of a user who was deleted.
	CutOff(userID string)
	// IsOver reports whether a credential was ended lately.
	IsOver(c people.Credential) bool
	// Replaced tells that a login got another token and is its user's still.
	Replaced(before, after people.Credential)
	// Decide changes a session in its room, at once, and then in the database. It
	// reports whether it has a room here; else nothing was done.
	Decide(id string, rule func(*sessions.Session) error) (here bool, err error)
}

// Archive gives and deletes what is kept of a clip, wherever it is at the
// moment. It is implemented by recordings.Archive.
type Archive interface {
	// Open returns one of the clip's objects (recordings.AudioOgg, AudioWAV,
	// WaveformDat) for reading. It fails with [recordings.ErrNotFound], or with
	// [recordings.ErrNotReady] while the object is being made.
	Open(ctx context.Context, clip recordings.Clip, object string) (recordings.Blob, error)
	// Delete removes everything that is kept of the clip, the clip itself
	// included, and returns how many objects that were. It fails with
	// [recordings.ErrBusy] while the clip is being recorded.
	Delete(ctx context.Context, clip recordings.Clip) (objects int, err error)
	// BuryDeleted removes what is kept of clips that are noted as being deleted. It
	// waits for no store: that goes on by itself until nothing is left.
	BuryDeleted(ctx context.Context) error
	// Wanted returns what the recording lacks and would take, Completing whether
	// that is expected or being fitted in.
	Wanted(clip recordings.Clip) ([]recordings.Stretch, error)
	Completing(clipID string) bool
	// CopyUntil is until when the browser that spoke is expected to send it; zero
	// when nothing is expected.
	CopyUntil(clip recordings.Clip) (time.Time, error)
	// Backfill takes a stretch of the page's own capture that begins at a
	// position of the clip. It fails with [recordings.ErrPiece],
	// [recordings.ErrNotWanted] or [recordings.ErrTooMuch].
	Backfill(ctx context.Context, clipID string, at time.Duration, content []byte) error
	// EndBackfill notes that no more will come; whole: the page's capture went on until
	// the recording was stopped.
	EndBackfill(ctx context.Context, clipID string, whole bool) error
}

// Importer takes recordings in that were made elsewhere. It is implemented by
// recordings.Importer.
type Importer interface {
	// Import reads a WAV or Ogg Opus file to its end and makes the clip of it. A
	// file that is not taken fails with a [problem.Error].
	Import(ctx context.Context, clip recordings.Clip, r io.Reader) (recordings.Clip, error)
}
