package room

import (
	"context"
	"testing"
	"time"

	"practice/sessions"
)

// A panic on the way of a packet, which is on a goroutine of the network, ends the
// room and nothing else; nothing more is taken.
func TestAFaultInAVoiceEndsOneRoom(t *testing.T) {
	r := emptyRoom(t)
	taken := 0
	take := shielded(r, func(int) {
		taken++
		panic("a bug")
	})
	take(1)
	take(2)
	if taken != 1 {
		t.Errorf("%d packets were taken, want 1", taken)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for reason := sessions.EndReason(""); reason != sessions.EndedByFault; {
		if ctx.Err() != nil {
			t.Fatalf("the session is ended as %q, want %q", reason, sessions.EndedByFault)
		}
		kept := make(chan struct{})
		r.ledger.once(func(ctx context.Context) error {
			s, err := r.config.Sessions.Session(ctx, r.id)
			reason = s.EndReason
			return err
		}, func(error) { close(kept) })
		<-kept
	}
}
