package signaling

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	sockets prometheus.Gauge
	peers   prometheus.Gauge
}

func newMetrics(registerer prometheus.Registerer, rooms func() float64) metrics {
	m := metrics{
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{Name: "practice_sockets", Help: "Pages that are connected to a session."}),
		peers:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "practice_peers", Help: "WebRTC connections."}),
	}
	registerer.MustRegister(m.sockets, m.peers,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "practice_rooms", Help: "Sessions that have pages or run."}, rooms))
	return m
}
