package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"practice/cmd/practice/settings"
	"practice/problem"
)

// newLogger returns the logger that config asks for. LogLevel and LogFormat
// were checked when they were parsed.
func newLogger(config *settings.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(config.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: bounded}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if config.LogFormat == "json" {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(newSampled(handler, time.Now))
}

// stackLimit is how many bytes of where a panic came from are logged.
const stackLimit = 16 << 10

// bounded cuts a value that is longer than what anybody reads: part of it may be
// what a client sent.
func bounded(_ []string, attr slog.Attr) slog.Attr {
	limit := problem.Longest
	if attr.Key == "stack" {
		limit = stackLimit
	}
	var text string
	switch attr.Value.Kind() {
	case slog.KindString:
		text = attr.Value.String()
	case slog.KindAny:
		switch value := attr.Value.Any().(type) {
		case error:
			text = value.Error()
		case fmt.Stringer:
			text = value.String()
		case []byte, string:
			text = fmt.Sprintf("%s", value)
		}
	default:
	}
	if len(text) > limit {
		attr.Value = slog.StringValue(problem.Shorten(text, limit))
	}
	return attr
}
