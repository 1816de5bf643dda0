package s3

import (
	"context"
	"net"
	"time"
)

// stall is how long a connection may stand still in both directions while it is
// in use: a server that hangs would keep an upload for ever.
const stall = 20 * time.Second

// progressing wraps a dialer's connections so that one that stands still fails.
// Whatever moves, in either direction, puts the end off: an upload may take long
// before its answer comes.
func progressing(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return progressConn{conn}, nil
	}
}

type progressConn struct{ net.Conn }

func (c progressConn) Read(b []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(stall)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c progressConn) Write(b []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(stall)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
