package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"practice/web"
)

func newServer(t *testing.T) *web.Server {
	t.Helper()
	registry := prometheus.NewRegistry()
	s, err := web.New(web.Config{
		PublicURL: &url.URL{Scheme: "http", Host: "practice.test"}, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Socket: http.NotFoundHandler(), SessionChanged: func(context.Context, string) {},
		Registerer: registry, Gatherer: registry,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
