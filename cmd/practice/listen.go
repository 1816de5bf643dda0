package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// crowded is what a client gets that is one too many (RFC 9110 section 15.6.4).
const crowded = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 50\r\n\r\n" +
	"Too many connections are open. Try again shortly.\n"

// writeBuffer is how much the system keeps of an answer that nobody takes, in
// bytes: at a round trip of 0.1 s enough for a megabyte a second.
const writeBuffer = 128 << 10

// listen opens the web server's port.
func listen(address string) (*net.TCPListener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, listenError(address, err)
	}
	return listener.(*net.TCPListener), nil //nolint:forcetypeassert // network "tcp" gives no other type
}

func listenError(address string, err error) error {
	why := "can't be opened"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		why = "is taken by another program"
	case errors.Is(err, syscall.EACCES):
		why = "may only be opened by root"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		why = "is not an address of this machine"
	}
	return fmt.Errorf("the address %s %s (%w); give another with --listen or PRACTICE_LISTEN", address, why, err)
}
