package socket

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

const (
	// mostAtOnce is how many bytes a page may send as fast as it can, mostPerSecond
	// how many it may in the long run: several times what the messages need that are
	// taken, see package limits.
	mostAtOnce    = 512 << 10
	mostPerSecond = 32 << 10
	// readPiece is how much is read at once.
	readPiece = 4 << 10
)

// throttle hands a connection over that is read no faster than a page needs: also
// frames cost work that are no messages, pings and empty pieces of messages.
type throttle struct {
	http.ResponseWriter
	stop <-chan struct{}
}

// Hijack takes the connection over.
func (t throttle) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &throttled{Conn: conn, stop: t.stop, left: mostAtOnce, since: time.Now()}, buffered, nil
}

// throttled is a connection whose sender has to wait. It has one reader.
type throttled struct {
	net.Conn
	stop  <-chan struct{}
	left  float64
	since time.Time
}

// Read waits until what it has read was due, or stop is closed.
func (c *throttled) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:min(len(p), readPiece)])
	now := time.Now()
	c.left = min(mostAtOnce, c.left+now.Sub(c.since).Seconds()*mostPerSecond) - float64(n)
	c.since = now
	if c.left >= 0 {
		return n, err
	}
	due := time.NewTimer(time.Duration(-c.left / mostPerSecond * float64(time.Second)))
	defer due.Stop()
	select {
	case <-due.C:
	case <-c.stop:
	}
	return n, err
}
