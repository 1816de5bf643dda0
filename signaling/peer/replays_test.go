package peer_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"practice/recordings"
	"practice/signaling/peer/peertest"
)

// What somebody on the way plays again is not taken for a program's voice, however old
// it is; the packets of a program that counts anew are.
func TestAProgramsPacketsCountOnce(t *testing.T) {
	network := listen(t)
	var connected atomic.Bool
	program, err := network.NewSpeaker(connected.Store)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	speaker, err := peertest.New(peertest.Options{Speaker: true})
	if err != nil {
		t.Fatal(err)
	}
	defer speaker.Close()
	offer, err := speaker.OfferWhole(false)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := program.AnswerSpeaker(t.Context(), offer)
	if err != nil {
		t.Fatal(err)
	}
	if err := speaker.Answer(answer); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the connection", func() bool {
		select {
		case <-speaker.Connected():
			return connected.Load()
		default:
			return false
		}
	})
	var mu sync.Mutex
	heard := map[string]int{}
	program.SetSink(func(p recordings.Packet) {
		mu.Lock()
		defer mu.Unlock()
		heard[string(p.Payload)]++
	})
	times := func(said string) int {
		mu.Lock()
		defer mu.Unlock()
		return heard[said]
	}
	say := func(said string) {
		t.Helper()
		waitFor(t, said, func() bool {
			if times(said) > 0 {
				return true
			}
			if err := speaker.Say([]byte(said)); err != nil {
				t.Fatal(err)
			}
			return false
		})
	}
	say("begin")
	for n := range 1000 { // 20 s of a voice
		if err := speaker.Say(fmt.Appendf(nil, "word %d", n)); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "a word", func() bool { return times(fmt.Sprint("word ", n)) > 0 })
	}
	if err := speaker.Replay(); err != nil {
		t.Fatal(err)
	}
	say("after the replay")
	speaker.Recount(300)
	say("counted anew")
	mu.Lock()
	defer mu.Unlock()
	for n := range 1000 {
		if said := fmt.Sprint("word ", n); heard[said] != 1 {
			t.Fatalf("%q came %d times, want once", said, heard[said])
		}
	}
}
