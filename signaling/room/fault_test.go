package room

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/sessions"
)

// A panic on the way of a packet, which is on a goroutine of the network, ends the
// room and nothing else; nothing more is taken, and the recording is kept.
func TestAFaultInAVoiceEndsOneRoom(t *testing.T) {
	b := newBench(t)
	b.speak()
	eventually(t, "the recording goes on for a while", func() bool {
		s := b.stored()
		return s.State() == sessions.Running && time.Since(s.Clock.StartedAt()) > time.Second
	})
	var taken atomic.Int32
	take := shielded(b.room, func(recordings.Packet) {
		taken.Add(1)
		panic("a bug")
	})
	_, err := b.room.do(func() error {
		b.room.seats["ada"].peer.SetSink(take)
		return nil
	})
	check(t, err, "break the voice")
	eventually(t, "the end", func() bool { return b.stored().EndReason == sessions.EndedByFault })
	take(recordings.Packet{})
	if got := taken.Load(); got != 1 {
		t.Errorf("%d packets were taken, want 1", got)
	}
	eventually(t, "the recording is finished", func() bool {
		clips, err := b.db.ClipsOfSession(t.Context(), "session")
		return err == nil && len(clips) == 1 && clips[0].State == recordings.Storing && clips[0].Duration > time.Second/2
	})
}

// What is so broken that it can't even be ended ends nothing but its room either.
func TestAFaultInAFaultEndsOneRoom(t *testing.T) {
	b := newBench(t)
	b.run()
	broken := func() error {
		b.room.legs = append(b.room.legs, &recordedLeg{userID: "ada"}) // without a capture
		panic("a bug")
	}
	if _, err := b.room.do(broken); !errors.Is(err, problem.Internal) {
		t.Errorf("got %v, want %v", err, problem.Internal)
	}
	eventually(t, "the end", func() bool { return b.stored().EndReason == sessions.EndedByFault })
	_, err := b.room.do(func() error {
		b.room.legs = nil
		return nil
	})
	check(t, err, "mend the room")
}
