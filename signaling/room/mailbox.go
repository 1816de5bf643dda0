package room

import "sync"

// mailbox is a queue of things to do that never makes the sender wait: events
// of the network may not wait for the room they are for.
type mailbox struct {
	mu     sync.Mutex
	todo   []func()
	closed bool
	// ready has one token when todo is not empty.
	ready chan struct{}
}

func newMailbox() *mailbox { return &mailbox{ready: make(chan struct{}, 1)} }

// post adds something to do; false when the mailbox is closed.
func (m *mailbox) post(do func()) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	m.todo = append(m.todo, do)
	select {
	case m.ready <- struct{}{}:
	default:
	}
	return true
}

// empty returns what is to be done, and leaves nothing.
func (m *mailbox) empty() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	todo := m.todo
	m.todo = nil
	return todo
}

// closeIfEmpty closes the mailbox unless something was posted meanwhile.
func (m *mailbox) closeIfEmpty() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = m.closed || len(m.todo) == 0
	return m.closed
}
