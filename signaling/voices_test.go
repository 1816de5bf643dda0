package signaling_test

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"practice/people"
	"practice/sessions"
	"practice/signaling"
	"practice/signaling/room"
)

// voices are the rooms as programs meet them. It can take a program's voice away.
type voices struct {
	*signaling.Hub
	// bySession has what speaks, each a *voice.
	bySession sync.Map
}

// voice is a source that can be lost for good.
type voice struct {
	room.Source
	lost atomic.Bool
	// followed is closed once a room has given moved.
	followed chan struct{}
	moved    func(connected bool)
}

// Open implements whip.Rooms.
func (v *voices) Open(ctx context.Context, session sessions.Session, user people.User, by people.Credential, source room.Source) error {
	speaker := &voice{Source: source, followed: make(chan struct{})}
	v.bySession.Store(session.ID, speaker)
	return v.Hub.Open(ctx, session, user, by, speaker)
}

// Speaking implements whip.Rooms.
func (v *voices) Speaking(id, userID string) (room.Source, error) {
	source, err := v.Hub.Speaking(id, userID)
	if err != nil {
		return nil, err
	}
	return source.(*voice).Source, nil
}

// hurry lets a session's program not be waited for once it is gone.
func (v *voices) hurry(session string) *voice {
	found, _ := v.bySession.Load(session)
	speaker := found.(*voice)
	speaker.lost.Store(true)
	return speaker
}

// lose lets a session's program be gone for longer than is waited for.
func (v *voices) lose(session string) {
	speaker := v.hurry(session)
	<-speaker.followed
	speaker.moved(false)
}

// Follow implements room.Source.
func (v *voice) Follow(moved func(connected bool)) {
	v.moved = moved
	close(v.followed)
	v.Source.Follow(moved)
}

// Absence implements room.Source.
func (v *voice) Absence() time.Duration {
	if v.lost.Load() {
		return 0
	}
	return v.Source.Absence()
}
