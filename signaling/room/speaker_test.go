package room

import (
	"bytes"
	"encoding/binary"
	"time"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// speaker is a program that speaks in a room.
type speaker struct {
	voice *peer.Peer
	// followed is closed once the room has given moved.
	followed chan struct{}
	moved    func(connected bool)
}

// Peer implements Source.
func (s *speaker) Peer() *peer.Peer { return s.voice }

// Follow implements Source.
func (s *speaker) Follow(moved func(connected bool)) {
	s.moved = moved
	close(s.followed)
}

// Absence implements Source.
func (s *speaker) Absence() time.Duration { return patience }

// Over implements Source.
func (s *speaker) Over() {}

// move waits until the room follows.
func (s *speaker) move(connected bool) {
	<-s.followed
	s.moved(connected)
}

// speak runs the room with a program of ada's, which speaks until the test ends.
func (b *bench) speak() {
	b.t.Helper()
	s := &speaker{followed: make(chan struct{})}
	var err error
	if s.voice, err = b.network.NewSpeaker(s.move); err != nil {
		b.t.Fatal(err)
	}
	b.room.Seat("ada", "access", s)
	b.run()
	browser, err := peertest.New(peertest.Options{Speaker: true})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { check(b.t, browser.Close(), "close the program") })
	offer, err := browser.OfferWhole(false)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := s.voice.AnswerSpeaker(b.t.Context(), offer)
	if err != nil {
		b.t.Fatal(err)
	}
	check(b.t, browser.Answer(answer), "take the answer")
	stop, quiet := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(quiet)
		pace := time.NewTicker(peertest.FrameDuration)
		defer pace.Stop()
		for i := uint64(0); ; i++ {
			select {
			case <-pace.C:
				sound := append([]byte{0xf8}, bytes.Repeat([]byte{0x5a}, 40)...)
				_ = browser.Say(binary.BigEndian.AppendUint64(sound, i)) // a closed line takes no more
			case <-stop:
				return
			}
		}
	}()
	b.t.Cleanup(func() { close(stop); <-quiet })
}
