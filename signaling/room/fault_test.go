package room

import (
	"testing"
	"time"

	"practice/recordings"
	"practice/sessions"
)

// A panic on the way of a packet, which is on a goroutine of the network, ends the
// room and not the process, and the recording is kept.
func TestAFaultInAVoiceEndsTheRoom(t *testing.T) {
	b := newBench(t)
	b.speak()
	eventually(t, "the recording goes on for a while", func() bool {
		s := b.stored()
		return s.State() == sessions.Running && time.Since(s.Clock.StartedAt()) > time.Second
	})
	check(t, b.room.do(func() error {
		b.room.seats["ada"].peer.SetSink(shielded(b.room, func(recordings.Packet) { panic("a bug") }))
		return nil
	}), "break the voice")
	eventually(t, "the end", func() bool { return b.stored().EndReason == sessions.EndedByFault })
	eventually(t, "the recording is finished", func() bool {
		clips, err := b.db.ClipsOfSession(t.Context(), "session")
		return err == nil && len(clips) == 1 && clips[0].State == recordings.Storing && clips[0].Duration > time.Second/2
	})
}
