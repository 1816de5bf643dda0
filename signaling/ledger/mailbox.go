package ledger

import "sync"

// Mailbox is a queue of things to do that never makes the sender wait: events
// of the network may not wait for the room they are for.
type Mailbox struct {
	mu     sync.Mutex
	todo   []func()
	closed bool
	// ready has one token when todo is not empty.
	ready chan struct{}
}

// NewMailbox makes one that is open and empty.
func NewMailbox() *Mailbox { return &Mailbox{ready: make(chan struct{}, 1)} }

// Post adds something to do; false when the mailbox is closed.
func (m *Mailbox) Post(do func()) bool {
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

// Ready has one token when there is something to do.
func (m *Mailbox) Ready() <-chan struct{} { return m.ready }

// Empty returns what is to be done, and leaves nothing.
func (m *Mailbox) Empty() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	todo := m.todo
	m.todo = nil
	return todo
}

// CloseIfEmpty closes the mailbox unless something was posted meanwhile. It reports
// whether the mailbox is closed.
func (m *Mailbox) CloseIfEmpty() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = m.closed || len(m.todo) == 0
	return m.closed
}
