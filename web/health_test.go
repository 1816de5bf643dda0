package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestWhatOperatorsProbe covers /healthz, /readyz and /metrics.
func TestWhatOperatorsProbe(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.want(http.StatusOK, "GET", "/healthz", "")
	operator := w.operator()
	type outcome struct {
		Ready  bool
		Checks []struct {
			Name   string
			OK     bool
			Reason string
		}
	}
	if got := in[outcome](t, operator.want(http.StatusOK, "GET", "/readyz", "")); !got.Ready || len(got.Checks) != 2 {
		t.Errorf("got %+v, want two checks that pass", got)
	}
	w.failing = errors.New("the bucket practice does not exist\nat all")
	b.want(http.StatusOK, "GET", "/readyz", "") // an answer stands for a second
	w.pass(time.Second)
	got := in[outcome](t, operator.want(http.StatusServiceUnavailable, "GET", "/readyz", ""))
	if got.Ready || !got.Checks[0].OK || got.Checks[1].OK || got.Checks[1].Reason != "the bucket practice does not exist at all" {
		t.Errorf("got %+v, want the store failing with one line", got)
	}
	// Everybody else learns that, and not why.
	if got := string(b.want(http.StatusServiceUnavailable, "GET", "/readyz", "").body); got != "{\"ready\":false}\n" {
		t.Errorf("everybody is told %s, want no reasons", got)
	}
	b.want(http.StatusNotFound, "GET", "/metrics", "")
	b.want(http.StatusOK, "GET", "/healthz", "")
	metrics := string(operator.want(http.StatusOK, "GET", "/metrics", "").body)
	for _, want := range []string{
		`practice_http_requests_total{method="GET",route="/readyz",status="503"} 1`,
		`practice_http_request_duration_seconds_count{method="GET",route="/healthz"} 2`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}
