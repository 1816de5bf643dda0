package peer

import (
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// discardRTCP reads until the connection ends. The reading itself drives
// retransmission and reports.
func discardRTCP(read func() ([]rtcp.Packet, interceptor.Attributes, error)) {
	for {
		if _, _, err := read(); err != nil {
			return
		}
	}
}
