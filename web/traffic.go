package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"practice/problem"
)

// traffic logs and counts requests by the pattern of their route: a path can
// hold the token of an invite.
type traffic struct {
	log *slog.Logger
	// patternOf returns the pattern of a request's route before it is served.
	patternOf func(*http.Request) string
	requests  *prometheus.CounterVec
	duration  *prometheus.HistogramVec
}

func newTraffic(registerer prometheus.Registerer, log *slog.Logger) (*traffic, error) {
	t := &traffic{
		log: log,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "practice_http_requests_total", Help: "Answered HTTP requests, sockets excepted.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "practice_http_request_duration_seconds", Help: "Time to answer HTTP requests, sockets excepted.",
			Buckets: []float64{0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10},
		}, []string{"method", "route"}),
	}
	for _, c := range []prometheus.Collector{t.requests, t.duration} {
		if err := registerer.Register(c); err != nil {
			return nil, fmt.Errorf("register the HTTP metrics: %w", err)
		}
	}
	return t, nil
}

// slowAfter is when a request that goes on is in the log. It shows while it lasts:
// many that never end are an attack, or a database that stands still.
const slowAfter = 10 * time.Second

// observe notes each request that next answers, and answers for a handler that
// panics.
func (t *traffic) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		watched := &watchedWriter{ResponseWriter: w}
		slow := time.AfterFunc(slowAfter, func() {
			t.log.Info("request goes on", slog.String("method", methodOf(r)), slog.String("route", pathOf(t.patternOf(r))), slog.Duration("for", slowAfter))
		})
		defer func() {
			slow.Stop()
			t.recovered(watched, r, recover())
			t.note(r, watched.status, time.Since(begin))
		}()
		next.ServeHTTP(watched, r)
	})
}

// recovered turns a panic into a log entry and, if nothing was sent yet, a
// problem document.
func (t *traffic) recovered(w *watchedWriter, r *http.Request, cause any) {
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares the value as well
		panic(cause)
	}
	t.log.ErrorContext(r.Context(), "handler panicked", slog.String("route", routeOf(r)), slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
	if w.status == 0 {
		problem.Of(problem.Internal).Document().Write(w)
	}
}

func (t *traffic) note(r *http.Request, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK
	}
	method, route := methodOf(r), routeOf(r)
	t.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	t.duration.WithLabelValues(method, route).Observe(took.Seconds())
	level := slog.LevelInfo
	// A flood that is refused should not fill the log.
	if status == http.StatusTooManyRequests || slices.Contains([]string{healthPath, readyPath, "/assets/"}, route) {
		level = slog.LevelDebug
	}
	t.log.Log(r.Context(), level, "request", slog.String("method", method), slog.String("route", route), slog.Int("status", status), slog.Duration("took", took))
}

// routeOf returns the path of the pattern that matched.
func routeOf(r *http.Request) string { return pathOf(r.Pattern) }

// pathOf is the path of a pattern, which may have a method before it.
func pathOf(pattern string) string {
	_, path, found := strings.Cut(pattern, " ")
	if !found {
		return pattern
	}
	return path
}

// methodOf returns the request's method, of which a client can invent any.
func methodOf(r *http.Request) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodOptions}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// watchedWriter remembers the status that was sent; 0 before that.
type watchedWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the final status; those of 1xx come before it.
func (w *watchedWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
