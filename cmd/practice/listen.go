package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

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
