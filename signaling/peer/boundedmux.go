package peer

import (
	"fmt"
	"net"

	"github.com/pion/ice/v4"
)

// boundedMux lets each ICE session have only so many addresses on the shared port.
type boundedMux struct{ ice.UDPMux }

// GetConn returns the connection of an ICE session on one of the port's addresses.
func (m boundedMux) GetConn(ufrag string, at net.Addr) (net.PacketConn, error) {
	conn, err := m.UDPMux.GetConn(ufrag, at)
	if err != nil {
		return nil, err
	}
	quick, is := conn.(ice.AddrPortReaderWriter)
	if !is {
		return nil, fmt.Errorf("the UDP port at %s has connections of type %T, whose addresses can't be told apart", at, conn)
	}
	return newCorrespondence(conn, quick), nil
}
