package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"practice/cmd/practice/settings"
	"practice/turnstile"
	"practice/web"
)

// operators is how many connections those who look after the server have.
const operators = 20

// openOperations serves what operators ask for on a listener of its own. A port that
// is taken is told and no reason not to serve: recordings matter more than figures.
func (s *server) openOperations(config *settings.Config) error {
	if config.MetricsListen == "" {
		return nil
	}
	listener, err := listen(config.MetricsListen)
	if err != nil {
		s.log.Warn("nobody can ask for /metrics; give another address with PRACTICE_METRICS_LISTEN, or none", "address", config.MetricsListen, "err", errors.Unwrap(err))
		return nil
	}
	server := &http.Server{Handler: s.web.Operations(), ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), MaxHeaderBytes: 64 << 10}
	web.Timeouts(server)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		limited := turnstile.New(listener, turnstile.Config{All: operators, PerAddress: operators, Log: s.log})
		if err := server.Serve(limited); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("nobody can ask for /metrics any more", "err", err)
		}
	}()
	s.operations = listener.Addr().String()
	s.onStop(func(context.Context) error {
		err := server.Close()
		<-ended
		return err
	})
	return nil
}
