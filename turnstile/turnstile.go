// Package turnstile lets only so many connections into a listener at a time: in
// all, and from one address.
package turnstile

import (
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Config says how many may come in.
type Config struct {
	// All is how many connections there may be at a time, PerAddress how many of
	// them may come from one address; of IPv6 that is a network of 64 bits, which
	// is what one customer has.
	All, PerAddress int
	// Exempt reports whether an address is not counted by itself: that of a proxy,
	// through which everybody comes. Nil for none.
	Exempt func(netip.Addr) bool
	// Refusal is sent to whoever is not let in, before the connection is closed;
	// nil for nothing.
	Refusal []byte
	// WriteBuffer is how much the system keeps of what is written, in bytes; 0 for
	// as much as it likes. Of a reader that stops, that much is known late.
	WriteBuffer int
	Log         *slog.Logger
}

// Listener is a listener with a limit. It is safe for concurrent use.
type Listener struct {
	*net.TCPListener
	config Config

	mu  sync.Mutex
	all int
	// from counts the connections of each address that has any.
	from map[netip.Addr]int
}

// New puts a limit before a listener.
func New(listener *net.TCPListener, config Config) *Listener {
	return &Listener{TCPListener: listener, config: config, from: map[netip.Addr]int{}}
}

// Accept returns the next connection that is let in. The others are told and
// closed meanwhile: one that waited would not learn why.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.AcceptTCP()
		if err != nil {
			return nil, err
		}
		address := addressOf(conn)
		if l.enter(address) {
			if l.config.WriteBuffer > 0 {
				// One that is closed already shows that soon.
				_ = conn.SetWriteBuffer(l.config.WriteBuffer)
			}
			return &passage{TCPConn: conn, leave: sync.OnceFunc(func() { l.leave(address) })}, nil
		}
		l.config.Log.Warn("connection refused, too many are open", "address", address, "most", l.config.All, "most_of_one", l.config.PerAddress)
		l.refuse(conn)
	}
}

// refuse waits for nobody: what is sent first fits into the system's buffer.
func (l *Listener) refuse(conn *net.TCPConn) {
	if conn.SetDeadline(time.Now().Add(time.Second)) == nil && l.config.Refusal != nil {
		// Whoever floods the server need not get its answer.
		_, _ = conn.Write(l.config.Refusal)
	}
	_ = conn.Close()
}

func (l *Listener) enter(address netip.Addr) bool {
	counted := l.config.Exempt == nil || !l.config.Exempt(address)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= l.config.All || counted && l.from[groupOf(address)] >= l.config.PerAddress {
		return false
	}
	l.all++
	l.from[groupOf(address)]++
	return true
}

func (l *Listener) leave(address netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.from[groupOf(address)]--; l.from[groupOf(address)] == 0 {
		delete(l.from, groupOf(address))
	}
}

// groupOf is what is counted together.
func groupOf(address netip.Addr) netip.Addr {
	const customer = 64
	if address.Is4() || !address.IsValid() {
		return address
	}
	network, err := address.Prefix(customer)
	if err != nil {
		return address
	}
	return network.Addr()
}

// addressOf is where a connection comes from; invalid where that is no address.
func addressOf(conn *net.TCPConn) netip.Addr {
	if tcp, is := conn.RemoteAddr().(*net.TCPAddr); is {
		return tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// passage is a connection that gives its place back when it is closed.
type passage struct {
	*net.TCPConn
	leave func()
}

// Close closes the connection.
func (p *passage) Close() error {
	defer p.leave()
	return p.TCPConn.Close()
}
