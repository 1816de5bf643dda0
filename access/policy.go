package access

import (
	"slices"

	"practice/people"
	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// Action is the code of something a person wants to do with a thing of somebody's.
type Action string

// The actions that [Authorize] decides on.
const (
	// ListenToClip: read a clip's facts, audio and waveform.
	ListenToClip Action = "listen_to_clip"
	// ChangeClip: rename or delete a clip.
	ChangeClip Action = "change_clip"
	// AttendSession: see a session and connect to its room.
	AttendSession Action = "attend_session"
	// DeleteSession: delete a session with everything in it that is not others'.
	DeleteSession Action = "delete_session"
	// InviteToSession: make, see and revoke invites.
	InviteToSession Action = "invite_to_session"
	// KnockAtSession: learn whether the host lets one in.
	KnockAtSession Action = "knock_at_session"
	// MakeSession: make a session of one's own, in the page or by a program.
	MakeSession Action = "make_session"
	// BringClip: bring a recording that was made elsewhere.
	BringClip Action = "bring_clip"
	// BrowseBank: look over formats and questions, with the points of an answer.
	BrowseBank Action = "browse_bank"
	// ActByToken: use an API token.
	ActByToken Action = "act_by_token"
)

// Thing is what an action is about, reduced to who has to do with it.
type Thing struct {
	// Owner is the ID of the user it belongs to.
	Owner string
	// Attendees are the IDs of the users who have a seat.
	Attendees []string
	// AtDoor are the IDs of the users who wait for a seat, or were turned away.
	AtDoor []string
}

// OfClip returns what the policy needs to know of a clip.
func OfClip(clip recordings.Clip) Thing { return Thing{Owner: clip.OwnerID} }

// OfSession returns what the policy needs to know of a session.
func OfSession(s *sessions.Session) Thing {
	t := Thing{Owner: s.OwnerID}
	for _, p := range s.Participants {
		t.Attendees = append(t.Attendees, p.UserID)
	}
	t.AtDoor = s.Door.People()
	return t
}

// Authorize is the one policy: every access to a clip or a session, by
// whatever way it comes, asks here, and so does whoever makes something. A nil
// user is nobody and gets [problem.Unauthenticated]. A user without the right to a
// thing gets [problem.NotFound], so that no answer tells whether it exists. A guest
// has a seat and own clips; for the rest they get [problem.Forbidden]. What has no
// thing yet is asked for with an empty one.
func Authorize(user *people.User, action Action, thing Thing) error {
	if user == nil || user.ID == "" {
		return problem.Unauthenticated
	}
	var allowed, forGuests bool
	switch action {
	case ListenToClip, ChangeClip, DeleteSession:
		allowed, forGuests = user.ID == thing.Owner, true
	case AttendSession:
		allowed, forGuests = slices.Contains(thing.Attendees, user.ID), true
	case KnockAtSession:
		allowed, forGuests = slices.Contains(thing.Attendees, user.ID) || slices.Contains(thing.AtDoor, user.ID), true
	case InviteToSession:
		allowed = user.ID == thing.Owner
	case MakeSession, BringClip, BrowseBank, ActByToken:
		allowed = true
	}
	switch {
	case !allowed:
		return problem.NotFound
	case user.Guest && !forGuests:
		return problem.GuestsMayNot
	}
	return nil
}
