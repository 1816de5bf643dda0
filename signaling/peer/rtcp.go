package peer

import (
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"

	"practice/recordings"
)

type readRTCP = func() ([]rtcp.Packet, interceptor.Attributes, error)

// discardRTCP reads until the connection ends. The reading itself drives
// retransmission and reports.
func discardRTCP(read readRTCP) {
	for {
		if _, _, err := read(); err != nil {
			return
		}
	}
}

// readReports passes the page's sender reports on until the connection ends.
func (p *Peer) readReports(read readRTCP) {
	for {
		packets, _, err := read()
		if err != nil {
			return
		}
		now := time.Now()
		for _, packet := range packets {
			if report, ok := packet.(*rtcp.SenderReport); ok {
				p.report(recordings.SenderReport{SSRC: report.SSRC, Timestamp: report.RTPTime, Arrival: now})
			}
		}
	}
}

func (p *Peer) report(s recordings.SenderReport) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.reports != nil {
		p.reports(s)
	}
}
