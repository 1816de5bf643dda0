package whip

import (
	"sync"
	"time"

	"practice/ids"
	"practice/signaling/peer"
)

// program is one that speaks. It is a [practice/signaling/room.Source].
type program struct {
	voice *peer.Peer
	// over gives its place back.
	over func()

	// patching guards tag, which names the ICE session.
	patching sync.Mutex
	tag      string

	mu        sync.Mutex
	connected bool
	moved     func(connected bool)
}

// absence is how long a session waits for a program's voice.
const absence = 30 * time.Second

func newTag() string { return `"` + ids.New() + `"` }

// Peer is the program's connection.
func (p *program) Peer() *peer.Peer { return p.voice }

// Follow lets moved be called when voices begin to flow and when they cease.
func (p *program) Follow(moved func(connected bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.moved = moved
	if p.connected {
		moved(true)
	}
}

// move notes whether voices flow. Until somebody follows it is kept.
func (p *program) move(connected bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connected = connected
	if p.moved != nil {
		p.moved(connected)
	}
}

// Absence is how long the session waits for the program's voice.
func (p *program) Absence() time.Duration { return absence }

// Over gives the program's place back.
func (p *program) Over() { p.over() }
