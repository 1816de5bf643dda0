package s3

import "net"

// Stall is how long a connection may stand still.
const Stall = stall

// Progressing wraps a connection as the store's are.
func Progressing(conn net.Conn) net.Conn { return progressConn{conn} }
