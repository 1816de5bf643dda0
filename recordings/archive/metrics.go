package archive

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	failures prometheus.Counter
	duration prometheus.Histogram
}

// newMetrics registers the metrics; waiting is asked for the number of
// clips that are not stored yet.
func newMetrics(registerer prometheus.Registerer, waiting func() int) (metrics, error) {
	clips := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "practice_clips_waiting",
		Help: "Finished clips that are not in the store yet.",
	}, func() float64 { return float64(waiting()) })
	m := metrics{
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "practice_store_failures_total",
			Help: "Attempts to store a clip that the store failed or refused.",
		}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "practice_clip_store_seconds",
			Help:    "Time from the end of a recording until it is stored and verified.",
			Buckets: []float64{0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86400},
		}),
	}
	if registerer == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{clips, m.failures, m.duration} {
		if err := registerer.Register(c); err != nil {
			return metrics{}, fmt.Errorf("archive metrics: %w", err)
		}
	}
	return m, nil
}
