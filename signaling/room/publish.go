package room

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"practice/signaling/wire"
)

// view is what a page knows of the session.
type view struct {
	// revision counts the snapshots that differed, from 1.
	revision int
	snapshot []byte
}

// welcome tells a page everything, from which changes are counted.
func (r *Room) welcome(userID string, place *seat) {
	now := time.Now()
	snapshot := r.snapshotFor(userID, now)
	place.view = view{}
	if _, err := place.view.follow(snapshot); err != nil {
		r.log.Error("session has no JSON form", "err", err)
		return
	}
	place.socket.Send(wire.Welcome{
		Type: wire.TypeWelcome, Version: wire.Version, You: userID, Revision: place.view.revision, NowMS: unixMS(now), Session: snapshot,
	})
}

// publish tells everybody who has a seat what differs for them. Whoever asked
// for it sees that by the request's id.
func (r *Room) publish(cause *request) {
	r.connectVoices()
	for id, place := range r.seats {
		if _, err := r.session.Participant(id); place.socket == nil || err != nil {
			continue
		}
		now := time.Now()
		changes, err := place.view.follow(r.snapshotFor(id, now))
		if err != nil {
			r.log.Error("session has no JSON form", "err", err)
			continue
		}
		if changes == nil {
			continue
		}
		message := wire.Change{Type: wire.TypeChange, Revision: place.view.revision, NowMS: unixMS(now), Changes: changes}
		if cause != nil && cause.userID == id {
			message.ID = cause.id
		}
		place.socket.Send(message)
	}
}

// follow goes over to a newer snapshot. It returns the difference as a JSON merge
// patch (RFC 7396), nil when there is none.
func (v *view) follow(newer wire.Snapshot) (changes []byte, err error) {
	snapshot, err := json.Marshal(newer)
	if err != nil {
		return nil, fmt.Errorf("encode a snapshot: %w", err)
	}
	switch {
	case bytes.Equal(snapshot, v.snapshot):
		return nil, nil
	case v.snapshot == nil:
		changes = snapshot
	default:
		if changes, err = jsonpatch.CreateMergePatch(v.snapshot, snapshot); err != nil {
			return nil, fmt.Errorf("compare snapshots: %w", err)
		}
	}
	v.revision++
	v.snapshot = snapshot
	return changes, nil
}
